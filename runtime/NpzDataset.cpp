//===- NpzDataset.cpp - Data sets in NumPy's .npz files -------------------===//
//
// The arrays are named as in Keras's own data sets: x_train, y_train, x_test
// and y_test, or just x and y; x_val and y_val are to validate training on. A
// model of several inputs has each input layer's name in place of x, and one of
// several outputs each output's in place of y. sample_weights or, as Keras's
// argument is called, sample_weight may be there too, with the same suffix.
//
//===----------------------------------------------------------------------===//

#include "runtime/Dataset.h"
#include "runtime/Error.h"
#include "runtime/NpzArrays.h"
#include "runtime/SampleWeights.h"

namespace anabranch::runtime {

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
  const AnabranchProgram &program = *model.evaluate;
  std::optional<std::string> name =
      findArray(archive, program, targetName(model, index), suffix);
  if (!name && model.target_count == 1)
    return findArray(archive, program, "y", suffix);
  return name;
}

static std::optional<std::string> findWeights(const ZipArchive &archive,
                                              const AnabranchModel &model,
                                              const std::string &suffix) {
  const AnabranchProgram &program = *model.evaluate;
  std::optional<std::string> name =
      findArray(archive, program, "sample_weights", suffix);
  return name ? name : findArray(archive, program, "sample_weight", suffix);
}

/// Whether the file has any of a split's arrays; it then needs all of them.
static bool hasSplit(const ZipArchive &archive, const AnabranchModel &model,
                     const std::string &suffix) {
  const AnabranchProgram &program = *model.evaluate;
  for (int64_t i = 0; i < program.input_count; ++i)
    if (findInput(archive, program, i, suffix))
      return true;
  for (int64_t i = 0; i < program.target_count; ++i)
    if (findTarget(archive, model, i, suffix))
      return true;
  return false;
}

static Examples loadSplit(const AnabranchModel &model,
                          const ZipArchive &archive,
                          const std::string &suffix) {
  const AnabranchProgram &program = *model.evaluate;
  Examples examples = readInputs(archive, program, suffix);
  for (int64_t i = 0; i < program.target_count; ++i) {
    std::optional<std::string> name = findTarget(archive, model, i, suffix);
    if (!name)
      throw Error(archive.path(),
                  "has no array " + targetName(model, i) + suffix,
                  "save one array for each output that has a loss");
    std::string subject = npzSubject(archive, *name);
    NumpyArray target = readNpz(archive, *name);
    requireCount(target, examples.count, subject);
    if (examples.count == 0)
      throw Error(archive.path(), "has no examples", "save at least one");
    examples.targets.push_back(targetColumn(model, i, target, subject));
  }
  if (std::optional<std::string> name = findWeights(archive, model, suffix)) {
    std::string subject = npzSubject(archive, *name);
    NumpyArray weights = readNpz(archive, *name);
    requireCount(weights, examples.count, subject);
    examples.weights = sampleWeightColumn(model, weights, subject);
  }
  return examples;
}

/// The first of these splits that the file has, if any.
static std::optional<std::string>
firstSplit(const ZipArchive &archive, const AnabranchModel &model,
           std::initializer_list<const char *> suffixes) {
  for (const char *suffix : suffixes)
    if (hasSplit(archive, model, suffix))
      return suffix;
  return std::nullopt;
}

Dataset loadNpzDataset(const AnabranchModel &model, const std::string &path,
                       Purpose purpose) {
  ZipArchive archive(path);
  Dataset dataset;
  dataset.description = path;
  bool isTraining = purpose == Purpose::Train;
  const char *own = isTraining ? "_train" : "_test";
  std::optional<std::string> wanted = firstSplit(archive, model, {own, ""});
  if (!wanted) {
    std::string found;
    for (const std::string &name : archive.names())
      found += (found.empty() ? "" : ", ") + name;
    std::string x = inputName(*model.evaluate, 0), y = targetName(model, 0);
    throw Error(path, "holds " + (found.empty() ? "no arrays" : found),
                "save " + x + own + " and " + y + own + ", or " + x + " and " +
                    y);
  }
  (isTraining ? dataset.train : dataset.test) =
      loadSplit(model, archive, *wanted);
  if (isTraining)
    if (auto validation = firstSplit(archive, model, {"_test", "_val"}))
      dataset.test = loadSplit(model, archive, *validation);
  return dataset;
}

} // namespace anabranch::runtime
