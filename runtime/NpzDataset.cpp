//===- NpzDataset.cpp - Data sets in NumPy's .npz files -------------------===//
//
// The arrays are named as in Keras's own data sets: x_train, y_train, x_test
// and y_test, or just x and y. A model of several inputs has each input layer's
// name in place of x, and one of several outputs each output's in place of y.
// sample_weights, with the same suffix, may be there too.
//
//===----------------------------------------------------------------------===//

#include "runtime/Dataset.h"
#include "runtime/Error.h"
#include "runtime/NumpyFile.h"
#include "runtime/SampleWeights.h"

#include <optional>

namespace anabranch::runtime {

/// The array's name for an input with the given suffix, if there is one.
static std::optional<std::string> findInput(const ZipArchive &archive,
                                            const AnabranchProgram &program,
                                            int64_t index,
                                            const std::string &suffix) {
  std::string name = program.inputs[index].name + suffix;
  if (npzContains(archive, name))
    return name;
  if (program.input_count == 1 && npzContains(archive, "x" + suffix))
    return "x" + suffix;
  return std::nullopt;
}

/// What the array of a target is called in errors and looked for as.
static std::string targetName(const AnabranchModel &model, int64_t index) {
  return model.predict->prediction_count == 1
             ? "y"
             : model.evaluate->targets[index].name;
}

/// The same of a target: for the only one of several outputs, y will do.
static std::optional<std::string> findTarget(const ZipArchive &archive,
                                             const AnabranchModel &model,
                                             int64_t index,
                                             const std::string &suffix) {
  std::string name = targetName(model, index) + suffix;
  if (npzContains(archive, name))
    return name;
  if (model.target_count == 1 && npzContains(archive, "y" + suffix))
    return "y" + suffix;
  return std::nullopt;
}

/// Whether the file has the split of this suffix at all.
static bool hasSplit(const ZipArchive &archive, const AnabranchModel &model,
                     const std::string &suffix) {
  return findInput(archive, *model.evaluate, 0, suffix) &&
         findTarget(archive, model, 0, suffix);
}

static void requireCount(int64_t count, int64_t expected,
                         const std::string &subject) {
  if (count != expected)
    throw Error(subject,
                "has " + std::to_string(count) +
                    " examples, but the arrays before it have " +
                    std::to_string(expected),
                "save arrays of equal length");
}

static Examples loadSplit(const AnabranchModel &model,
                          const ZipArchive &archive,
                          const std::string &suffix) {
  const AnabranchProgram &program = *model.evaluate;
  Examples examples;
  for (int64_t i = 0; i < program.input_count; ++i) {
    std::optional<std::string> name = findInput(archive, program, i, suffix);
    if (!name)
      throw Error(archive.path(),
                  "has no array " + (program.inputs[i].name + suffix),
                  "save one array for each input layer, and " +
                      targetName(model, 0) + suffix);
    NumpyArray array = readNpz(archive, *name);
    std::string subject = npzSubject(archive, *name);
    int64_t count = array.shape.empty() ? 0 : array.shape[0];
    if (i == 0)
      examples.count = count;
    requireCount(count, examples.count, subject);
    examples.inputs.push_back(
        inputColumn(program.inputs[i], std::move(array), subject));
  }
  for (int64_t i = 0; i < program.target_count; ++i) {
    std::optional<std::string> name = findTarget(archive, model, i, suffix);
    if (!name)
      throw Error(archive.path(),
                  "has no array " + targetName(model, i) + suffix,
                  "save one array for each output that has a loss");
    std::string subject = npzSubject(archive, *name);
    NumpyArray target = readNpz(archive, *name);
    requireCount(target.shape.empty() ? 0 : target.shape[0], examples.count,
                 subject);
    if (examples.count == 0)
      throw Error(archive.path(), "has no examples", "save at least one");
    examples.targets.push_back(targetColumn(model, i, target, subject));
  }
  std::string name = "sample_weights" + suffix;
  if (npzContains(archive, name)) {
    std::string subject = npzSubject(archive, name);
    NumpyArray weights = readNpz(archive, name);
    requireCount(weights.shape.empty() ? 0 : weights.shape[0], examples.count,
                 subject);
    examples.weights = sampleWeightColumn(model, weights, subject);
  }
  return examples;
}

Dataset loadNpzDataset(const AnabranchModel &model, const std::string &path,
                       Purpose purpose) {
  ZipArchive archive(path);
  const AnabranchProgram &program = *model.evaluate;
  Dataset dataset;
  dataset.description = path;
  bool isTraining = purpose == Purpose::Train;
  std::string wanted = isTraining ? "_train" : "_test";
  if (!hasSplit(archive, model, wanted)) {
    wanted = "";
    if (!hasSplit(archive, model, wanted)) {
      std::string found;
      for (const std::string &name : archive.names())
        found += (found.empty() ? "" : ", ") + name;
      std::string x = program.input_count == 1 ? "x" : program.inputs[0].name;
      std::string y = targetName(model, 0);
      std::string suffix = isTraining ? "_train" : "_test";
      throw Error(path, "holds " + (found.empty() ? "no arrays" : found),
                  "save " + x + suffix + " and " + y + suffix + ", or " + x +
                      " and " + y);
    }
  }
  (isTraining ? dataset.train : dataset.test) =
      loadSplit(model, archive, wanted);
  if (isTraining && hasSplit(archive, model, "_test"))
    dataset.test = loadSplit(model, archive, "_test");
  return dataset;
}

} // namespace anabranch::runtime
