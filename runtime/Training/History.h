//===- History.h - The course of a training run ---------------------------===//

#ifndef ANABRANCH_RUNTIME_TRAINING_HISTORY_H
#define ANABRANCH_RUNTIME_TRAINING_HISTORY_H

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

namespace anabranch::runtime {

/// What Keras's History holds, and every step's loss.
struct History {
  std::vector<double> stepLoss; ///< one a step

  /// One number an epoch for each name: "loss", the metrics, "val_loss", ...
  /// and "seconds", in the order that they came in first.
  std::vector<std::pair<std::string, std::vector<double>>> epochs{{"loss", {}}};

  /// Appends an epoch's number to those of this name.
  void add(const std::string &name, double value);

  /// The numbers of this name; empty if there are none.
  std::vector<double> values(const std::string &name) const;
};

/// `{"step_loss": [...], "loss": [...], "accuracy": [...], "val_loss": ...}`;
/// what is no finite number is null.
nlohmann::ordered_json toJson(const History &history);

/// A number, which is null in JSON if it is not finite.
///
/// \throws nlohmann::json::exception if it is anything else
double numberFromJson(const nlohmann::ordered_json &json);

/// The reverse of `toJson`.
///
/// \throws nlohmann::json::exception if a list holds anything but numbers
History historyFromJson(const nlohmann::ordered_json &json);

/// Writes the history and what data it came from.
///
/// \throws Error if the file cannot be written
void writeHistory(const std::string &path, const History &history,
                  const std::string &dataDescription);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_TRAINING_HISTORY_H
