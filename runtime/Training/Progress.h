//===- Progress.h - Telling how far the training is -----------------------===//

#ifndef ANABRANCH_RUNTIME_TRAINING_PROGRESS_H
#define ANABRANCH_RUNTIME_TRAINING_PROGRESS_H

#include "runtime/Clock.h"
#include "runtime/Training/Metrics.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace anabranch::runtime {

/// Prints to standard output: a bar that is redrawn in place on a terminal, and
/// a line every ten seconds and at an epoch's end elsewhere.
class Progress {
public:
  /// \param program whose metrics are shown
  /// \param epochs in total, or nothing if only the steps are limited
  /// \param unit what examples are called: "images" or "examples"
  Progress(bool quiet, const AnabranchProgram &program,
           std::optional<int64_t> epochs, std::string unit);

  /// A line for people, such as the arena's size.
  void say(const std::string &line);

  /// An epoch begins or goes on.
  ///
  /// \param stepsDone of the epoch's `steps`
  void beginEpoch(int64_t epoch, int64_t stepsDone, int64_t steps);

  /// A step is done; `metrics` are those of the epoch so far.
  void step(int64_t stepsDone, int64_t batchSize, const Metrics &metrics);

  /// The epoch is over; it took that many `examples` and had these figures.
  void endEpoch(int64_t examples, const std::vector<Figure> &figures,
                double seconds);

  /// The run ends within an epoch: shows its last step, whenever the one before
  /// was shown.
  void stop(int64_t stepsDone, const Metrics &metrics);

  /// Leaves a bar that was not brought to its end.
  void abandon();

private:
  std::string epochName() const;
  void show(int64_t stepsDone, const Metrics &metrics);
  void drawBar(int64_t stepsDone, const std::string &figures);
  void clearBar();

  const AnabranchProgram &program;
  bool quiet, isTerminal;
  bool barIsDrawn = false;
  std::optional<int64_t> epochs;
  std::string unit;
  int64_t epoch = 0, steps = 0, firstStep = 0;
  int64_t examples = 0; ///< since `begin`
  Clock::time_point begin, lastPrinted;
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_TRAINING_PROGRESS_H
