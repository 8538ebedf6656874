//===- Predict.cpp - The command predict ----------------------------------===//

#include "runtime/Predict.h"
#include "runtime/AtomicFile.h"
#include "runtime/Batches.h"
#include "runtime/Error.h"
#include "runtime/Evaluation.h"
#include "runtime/ParallelFor.h"
#include "runtime/PredictionInput.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace anabranch::runtime {

/// The names of the classes, one a line; empty without a file.
static std::vector<std::string> readClasses(const std::string &path,
                                            int64_t count) {
  std::vector<std::string> names;
  if (path.empty())
    return names;
  std::vector<char> content = InputFile(path).readAll();
  std::istringstream lines(std::string(content.begin(), content.end()));
  for (std::string line; std::getline(lines, line);) {
    line.erase(line.find_last_not_of(" \t\r") + 1);
    if (!line.empty())
      names.push_back(line);
  }
  if (int64_t(names.size()) != count)
    throw Error(path,
                "names " + std::to_string(names.size()) +
                    " classes, but the model has " + std::to_string(count),
                "write one name a line");
  return names;
}

/// Prints `LABEL: class 3 (0.9312)`, or the values if there are no classes.
static void printExample(const std::string &label, const NumpyArray &values,
                         int64_t first, int64_t count,
                         const std::vector<std::string> &names, bool isClass) {
  std::string line = label + ": ";
  char text[64];
  if (isClass) {
    int64_t best = 0;
    for (int64_t i = 1; i < count; ++i)
      if (values.number(first + i) > values.number(first + best))
        best = i;
    std::snprintf(text, sizeof text, " (%.4f)", values.number(first + best));
    line += names.empty() ? "class " + std::to_string(best) : names[best];
    line += text;
  } else {
    constexpr int64_t shown = 8;
    for (int64_t i = 0; i < std::min(count, shown); ++i) {
      std::snprintf(text, sizeof text, "%s%.6g", i ? " " : "",
                    values.number(first + i));
      line += text;
    }
    if (count > shown)
      line += " ...";
  }
  std::puts(line.c_str());
}

/// Appends the predictions for `examples`.
static void predict(Executor &executor, const Examples &examples,
                    int64_t batchSize, NumpyArray &predictions) {
  const AnabranchProgram &program =
      *predictProgram(executor.model(), batchSize);
  const AnabranchTensor &output = *program.prediction;
  int64_t exampleBytes =
      elementCount(output) * elementSize(output.element_type);
  Batches batches(ExampleRange{&examples, 0, examples.count}, batchSize);
  for (int64_t i = 0; i < batches.count(); ++i) {
    int64_t size = batches.size(i);
    batches.load(i, executor, program);
    executor.run(program, size);
    const char *result = executor.address(output, size);
    predictions.bytes.insert(predictions.bytes.end(), result,
                             result + size * exampleBytes);
  }
  predictions.shape[0] += examples.count;
}

int runPredict(const AnabranchModel &model, const PredictOptions &options) {
  const AnabranchTensor &output = *model.predict->prediction;
  int64_t elements = elementCount(output);
  bool isClass = output.rank == 1 && elements > 1 &&
                 model.target_kind != ANABRANCH_TARGET_VALUES;
  if (!options.output.empty())
    checkWritable(options.output);
  std::vector<std::string> names = readClasses(options.classes, elements);
  configureParallelFor(options.threads, model.scratch_bytes);
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
  NumpyArray predictions;
  predictions.kind = output.element_type == ANABRANCH_I32 ? 'i' : 'f';
  predictions.itemSize = int(elementSize(output.element_type));
  predictions.shape = shapeOf(output);
  predictions.shape.insert(predictions.shape.begin(), 0);
  for (size_t f = 0; f < files.size(); ++f) {
    int64_t begin = predictions.shape[0];
    predict(executor, files[f], batchSize, predictions);
    for (int64_t i = 0; i < files[f].count; ++i) {
      std::string label = options.inputs[f];
      if (files[f].count > 1)
        label += "[" + std::to_string(i) + "]";
      printExample(label, predictions, (begin + i) * elements, elements, names,
                   isClass);
    }
  }
  if (!options.output.empty())
    writeZipArchive(options.output,
                    {{"predictions.npy", formatNpy(predictions)}});
  return 0;
}

} // namespace anabranch::runtime
