//===- History.h - The course of a training run -------------------*- C++
//-*-===//

#ifndef ANABRANCH_RUNTIME_HISTORY_H
#define ANABRANCH_RUNTIME_HISTORY_H

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace anabranch::runtime {

/// What Keras's History holds, and every step's loss. A list stays empty if the
/// run has no such figure.
struct History {
  std::vector<double> stepLoss; ///< one a step
  std::vector<double> loss;     ///< one an epoch, like all below
  std::vector<double> accuracy;
  std::vector<double> validationLoss;
  std::vector<double> validationAccuracy;
  std::vector<double> seconds;
};

/// `{"step_loss": [...], "loss": [...], "accuracy": [...], "val_loss": ...}`;
/// empty lists of optional figures are left out, and what is no finite number
/// is null.
nlohmann::ordered_json toJson(const History &history);

/// The reverse.
///
/// \throws nlohmann::json::exception if a list holds anything but numbers
History historyFromJson(const nlohmann::ordered_json &json);

/// Writes the history and what data it came from.
///
/// \throws Error if the file cannot be written
void writeHistory(const std::string &path, const History &history,
                  const std::string &dataDescription);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_HISTORY_H
