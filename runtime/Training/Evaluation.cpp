//===- Evaluation.cpp - Loss and metrics of a trained model ---------------===//

#include "runtime/Training/Evaluation.h"
#include "runtime/Execution/Batches.h"
#include "runtime/Interruption.h"
#include "runtime/ParallelFor.h"
#include "runtime/Training/Checkpoint.h"
#include "runtime/Training/FigureNames.h"
#include "runtime/Training/Initializers.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace anabranch::runtime {

std::optional<Metrics> evaluate(Executor &executor, const ExampleRange &range,
                                int64_t batchSize) {
  const AnabranchProgram &program = *executor.model().evaluate;
  Batches batches(range, batchSize);
  Metrics metrics;
  int64_t i = 0;
  for (; i < batches.count() && !interruption(); ++i) {
    batches.load(i, executor, program);
    executor.start(program, batches.size(i));
    if (executor.isFull())
      metrics.add(executor.finish());
  }
  while (executor.pending() > 0)
    metrics.add(executor.finish());
  if (i < batches.count())
    return std::nullopt;
  return metrics;
}

void prepareParameters(Executor &executor, const std::string &weights) {
  initializeParameters(executor, 0);
  if (!weights.empty())
    loadWeights(executor, weights);
  else if (!hasTrainedParameters(executor.model()))
    std::fputs("warning: the weights are untrained: give --weights a file that "
               "train --checkpoint wrote\n",
               stderr);
}

int runEvaluate(const AnabranchModel &model, const EvaluateOptions &options) {
  configureParallelFor(options.threads, model.scratch_bytes,
                       model.matrix_unit_products != 0);
  Dataset dataset = loadDataset(model, options.data, Purpose::Evaluate);
  ExampleRange range{&dataset.test, 0, dataset.test.count};
  int64_t batchSize = std::min(options.batchSize, range.count());
  Executor executor(model, {model.evaluate}, batchSize);
  prepareParameters(executor, options.weights);
  noteInterruptions();
  std::optional<Metrics> metrics = evaluate(executor, range, batchSize);
  if (!metrics) {
    std::fputs("interrupted\n", stderr);
    return 128 + interruption();
  }
  std::vector<Figure> figures = metrics->figures(*model.evaluate);
  if (options.json) {
    nlohmann::ordered_json result;
    for (const Figure &figure : figures)
      result[figure.name] = figure.value;
    result[examplesKey] = metrics->examples;
    result[dataKey] = dataset.description;
    std::puts(result
                  .dump(-1, ' ', false,
                        nlohmann::ordered_json::error_handler_t::replace)
                  .c_str());
  } else {
    std::printf("%s  (%lld examples of %s)\n", formatFigures(figures).c_str(),
                static_cast<long long>(metrics->examples),
                dataset.description.c_str());
  }
  return 0;
}

} // namespace anabranch::runtime
