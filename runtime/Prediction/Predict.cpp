//===- Predict.cpp - The command predict ----------------------------------===//

#include "runtime/Prediction/Predict.h"
#include "runtime/Execution/Batches.h"
#include "runtime/Files/OutputFiles.h"
#include "runtime/ParallelFor.h"
#include "runtime/Prediction/PredictionInput.h"
#include "runtime/Prediction/PredictionLines.h"
#include "runtime/Tensor.h"
#include "runtime/Training/Evaluation.h"

#include <algorithm>

namespace anabranch::runtime {

/// The model's outputs, without predictions.
static std::vector<Output> describeOutputs(const AnabranchModel &model) {
  std::vector<Output> outputs;
  for (int64_t i = 0; i < model.predict->prediction_count; ++i) {
    const AnabranchTensor &tensor = model.predict->predictions[i];
    Output output;
    output.name = tensor.name;
    output.elements = elementCount(tensor);
    output.isClass = tensor.rank == 1 && output.elements > 1;
    for (int64_t t = 0; t < model.target_count; ++t)
      if (model.targets[t].output == i &&
          model.targets[t].kind == ANABRANCH_TARGET_VALUES)
        output.isClass = false;
    output.predictions.kind = tensor.element_type == ANABRANCH_I32 ? 'i' : 'f';
    output.predictions.itemSize = int(elementSize(tensor.element_type));
    output.predictions.shape = shapeOf(tensor);
    output.predictions.shape.insert(output.predictions.shape.begin(), 0);
    outputs.push_back(std::move(output));
  }
  return outputs;
}

/// Appends the predictions of one batch.
static void append(const Outputs &results, std::vector<Output> &outputs) {
  for (size_t number = 0; number < outputs.size(); ++number) {
    Output &output = outputs[number];
    const char *result = results.address(results.program().predictions[number]);
    std::vector<char> &bytes = output.predictions.bytes;
    bytes.insert(bytes.end(), result,
                 result + results.batchSize() * output.elements *
                              output.predictions.itemSize);
    output.predictions.shape[0] += results.batchSize();
  }
}

/// Appends the predictions for `examples`.
static void predict(Executor &executor, const Examples &examples,
                    int64_t batchSize, std::vector<Output> &outputs) {
  const AnabranchProgram &program =
      *predictProgram(executor.model(), batchSize);
  Batches batches(ExampleRange{&examples, 0, examples.count}, batchSize);
  for (int64_t i = 0; i < batches.count(); ++i) {
    batches.load(i, executor, program);
    executor.start(program, batches.size(i));
    if (executor.isFull())
      append(executor.finish(), outputs);
  }
  while (executor.pending() > 0)
    append(executor.finish(), outputs);
}

/// An array named after each output, or `predictions` if there is one.
static void writePredictions(const std::string &path,
                             const std::vector<Output> &outputs) {
  std::vector<std::pair<std::string, std::vector<char>>> members;
  members.reserve(outputs.size());
  for (const Output &output : outputs)
    members.emplace_back((outputs.size() == 1 ? "predictions" : output.name) +
                             ".npy",
                         formatNpy(output.predictions));
  writeZipArchive(path, members, "predict fewer examples at once");
}

/// Predictions must not take the place of a file that is read.
static void checkOutput(const PredictOptions &options) {
  std::vector<NamedFile> inputs{{"--weights", options.weights},
                                {"--classes", options.classes}};
  for (const std::string &path : options.inputs)
    inputs.push_back({"an input", path});
  checkOutputs({{"--output", options.output}}, inputs);
}

int runPredict(const AnabranchModel &model, const PredictOptions &options) {
  std::vector<Output> outputs = describeOutputs(model);
  checkOutput(options);
  std::vector<std::string> names = readClasses(options.classes, outputs);
  configureParallelFor(options.threads, model.scratch_bytes,
                       model.matrix_unit_products != 0);
  // Every file is read before the first prediction, so that an error in the
  // last one comes at once.
  std::vector<Examples> files;
  int64_t largest = 1;
  for (const std::string &path : options.inputs) {
    files.push_back(readPredictionInput(model, path));
    largest = std::max(largest, files.back().count);
  }
  int64_t batchSize = std::min(options.batchSize, largest);
  Executor executor(model, {predictProgram(model, batchSize)}, batchSize);
  prepareParameters(executor, options.weights);
  for (size_t f = 0; f < files.size(); ++f) {
    int64_t begin = outputs.front().predictions.shape[0];
    predict(executor, files[f], batchSize, outputs);
    for (int64_t i = 0; !options.quiet && i < files[f].count; ++i) {
      std::string label = options.inputs[f];
      if (files[f].count > 1)
        label += "[" + std::to_string(i) + "]";
      printExample(label, outputs, begin + i, names);
    }
  }
  if (!options.output.empty())
    writePredictions(options.output, outputs);
  return 0;
}

} // namespace anabranch::runtime
