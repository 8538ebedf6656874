//===- Options.h - What the commands can be told --------------------------===//

#ifndef ANABRANCH_RUNTIME_OPTIONS_H
#define ANABRANCH_RUNTIME_OPTIONS_H

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace anabranch::runtime {

/// The most that an option such as `--epochs` or `--batch-size` may be.
constexpr uint64_t mostOfOption = uint64_t(1) << 32;

/// Whether a number can be a learning rate: finite as a float, not negative.
constexpr bool isRate(double number) {
  return number >= 0 && number <= double(std::numeric_limits<float>::max());
}

/// Whether a number can be a part of the examples, and leave some.
constexpr bool isFraction(double number) { return number >= 0 && number < 1; }

/// What the examples of a class count in the loss, 1 if it is not listed.
using ClassWeights = std::map<int64_t, double>;

/// Options of `train`. What is not given comes from the checkpoint when a run
/// is resumed, and from the default otherwise; `epochs` and `steps`, which say
/// together where the run ends, only if neither is given.
struct TrainOptions {
  std::string data;
  std::optional<int64_t> epochs;    ///< in total; 1, or any number with `steps`
  std::optional<int64_t> steps;     ///< optimizer steps in total
  std::optional<int64_t> batchSize; ///< 32
  std::optional<double> learningRate; ///< the model's, by its schedule
  std::optional<uint64_t> seed;       ///< 0
  int threads = 0;                    ///< 0: as many as there are cores
  bool shuffle = true;
  ClassWeights classWeights;             ///< of the training examples
  std::optional<double> validationSplit; ///< fraction, the last examples; 0
  std::string weights;                   ///< file to start from, or empty
  std::string history;                   ///< file, or empty
  std::string checkpoint;                ///< file, or empty
  std::string best;                      ///< file, or empty
  std::optional<int64_t> patience; ///< epochs without improvement; no limit
  bool resume = false;
  bool keepGoing = false; ///< with a loss that is no finite number
  bool quiet = false;
};

/// Options of `evaluate`.
struct EvaluateOptions {
  std::string data;
  std::string weights; ///< file, or empty
  int64_t batchSize = 32;
  int threads = 0;
  bool json = false;
};

/// Options of `predict`.
struct PredictOptions {
  std::vector<std::string> inputs;
  std::string weights; ///< file, or empty
  std::string output;  ///< file, or empty
  std::string classes; ///< file of names, class folders, or empty
  int64_t batchSize = 32;
  int threads = 0;
  bool quiet = false;
};

/// Which programs `bench` runs.
enum class BenchProgram { Both, Train, Predict };

/// Options of `bench`.
struct BenchOptions {
  BenchProgram program = BenchProgram::Both;
  int64_t batchSize = 128;
  int64_t steps = 10;
  int threads = 0;
  bool json = false;
  bool profile = false;
};

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_OPTIONS_H
