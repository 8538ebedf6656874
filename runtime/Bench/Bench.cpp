//===- Bench.cpp - The command bench --------------------------------------===//

#include "runtime/Bench/Bench.h"
#include "runtime/Bench/MachineLimits.h"
#include "runtime/Bench/Profile.h"
#include "runtime/Bench/RandomExamples.h"
#include "runtime/Bench/StepTimes.h"
#include "runtime/Clock.h"
#include "runtime/Execution/Batches.h"
#include "runtime/Execution/Executor.h"
#include "runtime/ParallelFor.h"
#include "runtime/Training/Initializers.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

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

/// For each program that ran: its name and the rows of its profile.
using Profiles = std::vector<std::pair<std::string, std::vector<ProfileRow>>>;

/// Returns the figures. The programs' memory is free again afterwards.
static nlohmann::ordered_json runPrograms(const AnabranchModel &model,
                                          const BenchOptions &options,
                                          Profiles &profiles) {
  Clock::time_point begin = Clock::now();
  const AnabranchProgram *train =
      options.program == BenchProgram::Predict ? nullptr : model.train;
  const AnabranchProgram *predict =
      options.program == BenchProgram::Train
          ? nullptr
          : predictProgram(model, options.batchSize);
  Executor executor(model, {train, predict}, options.batchSize);
  initializeParameters(executor, 0);
  Examples examples = randomExamples(model, options.batchSize);
  Batches batches(ExampleRange{&examples, 0, examples.count},
                  options.batchSize);
  keepExamples(executor, {&examples, 0, examples.count});
  nlohmann::ordered_json figures;
  for (const char *key :
       {"train_images_per_s", "train_step_ms", "predict_images_per_s",
        "predict_step_ms", "first_step_s"})
    figures[key] = nullptr;
  auto runOne = [&](const std::string &name, const AnabranchProgram &program) {
    StepTimes times = measureSteps(executor, program, batches, options);
    figures[name + "_images_per_s"] =
        double(options.batchSize) / times.stepSeconds;
    figures[name + "_step_ms"] = times.stepSeconds * 1e3;
    if (options.profile)
      profiles.emplace_back(
          name, profileRows(program, times.launches, options.batchSize));
    return times.firstEnd;
  };
  if (train) {
    auto end = runOne("train", *train);
    figures["first_step_s"] =
        std::chrono::duration<double>(end - begin).count();
  }
  if (predict)
    runOne("predict", *predict);
  figures["peak_memory_mb"] = peakMemory();
  int64_t parameters = 0;
  for (int64_t i = 0; i < model.layer_count; ++i)
    parameters += model.layers[i].parameter_count;
  figures["parameters"] = parameters;
  figures["fusion"] = model.fusion;
  figures["batch_size"] = options.batchSize;
  figures["threads"] = parallelForThreads();
  return figures;
}

static void printFigures(const nlohmann::ordered_json &figures) {
  for (const auto &[key, value] : figures.items()) {
    if (value.is_null())
      continue;
    std::string text =
        value.is_string() ? value.get<std::string>() : value.dump();
    if (value.is_number_float())
      std::printf("%-22s %.2f\n", key.c_str(), value.get<double>());
    else
      std::printf("%-22s %s\n", key.c_str(), text.c_str());
  }
}

int runBench(const AnabranchModel &model, const BenchOptions &options) {
  if (options.program == BenchProgram::Train)
    checkHasLoss(model);
  configureParallelFor(options.threads, model.scratch_bytes,
                       model.matrix_unit_products != 0);
  Profiles profiles;
  nlohmann::ordered_json figures = runPrograms(model, options, profiles);
  // Only now: the buffers that it takes must not count as the programs' memory.
  MachineLimits limits;
  if (options.profile)
    limits = model.device ? findDeviceLimits(*model.device)
                          : measureMachineLimits(model.matrix_unit_products);
  if (options.json) {
    if (options.profile)
      figures["machine"] = {
          {"peak_gflop_per_s", limits.flopsPerSecond * 1e-9},
          {"bandwidth_gb_per_s", limits.bytesPerSecond * 1e-9}};
    for (const auto &[name, rows] : profiles)
      figures["profile"][name] = toJson(rows, limits);
    std::puts(figures.dump().c_str());
    return 0;
  }
  printFigures(figures);
  for (const auto &[name, rows] : profiles) {
    std::printf("\n%s, mean of the steps:\n", name.c_str());
    printProfile(rows, limits);
  }
  if (options.profile)
    printProfileLegend(limits);
  return 0;
}

} // namespace anabranch::runtime
