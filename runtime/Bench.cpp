//===- Bench.cpp - The command bench --------------------------------------===//

#include "runtime/Bench.h"
#include "runtime/Batches.h"
#include "runtime/Executor.h"
#include "runtime/Initializers.h"
#include "runtime/ParallelFor.h"
#include "runtime/Profile.h"
#include "runtime/Random.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

namespace anabranch::runtime {

/// The most memory that the process has had so far, in MiB.
static double peakMemory() {
  long long kibibytes = 0;
  if (FILE *status = std::fopen("/proc/self/status", "r")) {
    char line[256];
    while (std::fgets(line, sizeof line, status))
      if (!std::strncmp(line, "VmHWM:", 6))
        kibibytes = std::strtoll(line + 6, nullptr, 10);
    std::fclose(status);
  }
  return double(kibibytes) / 1024;
}

static Column randomColumn(const AnabranchTensor &tensor, int64_t count,
                           RandomStream stream) {
  NumpyArray array;
  array.shape = shapeOf(tensor);
  array.shape.insert(array.shape.begin(), count);
  array.bytes.resize(elementCount(array.shape) * sizeof(float));
  auto *values = reinterpret_cast<float *>(array.bytes.data());
  for (int64_t i = 0; i < array.size(); ++i)
    values[i] = float(stream.uniform());
  return inputColumn(tensor, std::move(array), tensor.name);
}

/// One batch of random inputs and targets.
static Examples randomExamples(const AnabranchModel &model, int64_t count) {
  RandomStream stream(RandomStream::derive(0, "bench"));
  Examples examples;
  examples.count = count;
  for (int64_t i = 0; i < model.predict->input_count; ++i)
    examples.inputs.push_back(randomColumn(model.predict->inputs[i], count,
                                           RandomStream(stream.bits())));
  if (!model.train)
    return examples;
  if (model.target_kind == ANABRANCH_TARGET_VALUES) {
    examples.target = randomColumn(*model.train->target, count, stream);
    return examples;
  }
  std::vector<int32_t> labels(count);
  for (int32_t &label : labels)
    label = int32_t(stream.below(classCount(model)));
  examples.target = classColumn(model, labels);
  return examples;
}

namespace {
/// What the runs of one program took.
struct Measurement {
  std::chrono::steady_clock::time_point firstEnd;
  double bestSeconds = std::numeric_limits<double>::infinity();
  LaunchTimes launches;
};
} // namespace

static Measurement measure(Executor &executor, const AnabranchProgram &program,
                           const Batches &batches,
                           const BenchOptions &options) {
  using Clock = std::chrono::steady_clock;
  constexpr int64_t warmUpSteps = 2;
  Measurement measurement;
  for (int64_t i = 0; i < warmUpSteps + options.steps; ++i) {
    bool counts = i >= warmUpSteps;
    Clock::time_point begin = Clock::now();
    executor.setLearningRate(executor.model().learning_rate);
    executor.setIteration(i);
    batches.load(0, executor, program);
    executor.run(program, batches.size(0),
                 counts && options.profile ? &measurement.launches : nullptr);
    Clock::time_point end = Clock::now();
    double seconds = std::chrono::duration<double>(end - begin).count();
    if (i == 0)
      measurement.firstEnd = end;
    if (counts)
      measurement.bestSeconds = std::min(measurement.bestSeconds, seconds);
  }
  return measurement;
}

static void printReport(const nlohmann::ordered_json &result) {
  for (const auto &[key, value] : result.items())
    if (value.is_number_float())
      std::printf("%-22s %.2f\n", key.c_str(), value.get<double>());
    else if (value.is_primitive() && !value.is_null())
      std::printf("%-22s %s\n", key.c_str(),
                  value.is_string() ? value.get<std::string>().c_str()
                                    : value.dump().c_str());
}

int runBench(const AnabranchModel &model, const BenchOptions &options) {
  auto begin = std::chrono::steady_clock::now();
  configureParallelFor(options.threads, model.scratch_bytes);
  Executor executor(model, {model.train, model.predict}, options.batchSize);
  initializeParameters(executor, 0);
  Examples examples = randomExamples(model, options.batchSize);
  Batches batches(ExampleRange{&examples, 0, examples.count},
                  options.batchSize);
  nlohmann::ordered_json result;
  result["train_images_per_s"] = nullptr;
  result["predict_images_per_s"] = nullptr;
  result["train_step_ms"] = nullptr;
  result["first_step_s"] = nullptr;
  std::vector<ProfileRow> trainRows;
  if (model.train) {
    Measurement train = measure(executor, *model.train, batches, options);
    result["train_images_per_s"] =
        double(options.batchSize) / train.bestSeconds;
    result["train_step_ms"] = train.bestSeconds * 1e3;
    result["first_step_s"] =
        std::chrono::duration<double>(train.firstEnd - begin).count();
    if (options.profile)
      trainRows = profileRows(*model.train, train.launches, options.batchSize);
  }
  Measurement predict = measure(executor, *model.predict, batches, options);
  result["predict_images_per_s"] =
      double(options.batchSize) / predict.bestSeconds;
  result["peak_memory_mb"] = peakMemory();
  result["fusion"] = model.fusion;
  result["batch_size"] = options.batchSize;
  result["threads"] = parallelForThreads();
  std::vector<ProfileRow> predictRows;
  if (options.profile)
    predictRows =
        profileRows(*model.predict, predict.launches, options.batchSize);
  if (options.json) {
    if (options.profile)
      result["profile"] = {{"train", toJson(trainRows)},
                           {"predict", toJson(predictRows)}};
    std::puts(result.dump().c_str());
    return 0;
  }
  printReport(result);
  if (options.profile) {
    if (model.train) {
      std::puts("\ntrain, mean of the steps:");
      printProfile(trainRows);
    }
    std::puts("\npredict, mean of the steps:");
    printProfile(predictRows);
  }
  return 0;
}

} // namespace anabranch::runtime
