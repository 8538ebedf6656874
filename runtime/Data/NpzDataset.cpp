//===- NpzDataset.cpp - Data sets in NumPy's .npz files -------------------===//
//
// The arrays are named as in Keras's own data sets: x_train, y_train, x_test
// and y_test, or just x and y; x_val and y_val are to validate training on. A
// model of several inputs has each input layer's name in place of x, and one of
// several outputs each output's in place of y. sample_weights or, as Keras's
// argument is called, sample_weight may be there too, with the same suffix.
//
//===----------------------------------------------------------------------===//

#include "runtime/Data/Dataset.h"
#include "runtime/Data/NpzArrays.h"
#include "runtime/Data/SampleWeights.h"
#include "runtime/Error.h"

#include <cstdio>
#include <set>

namespace anabranch::runtime {

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
    if (!splitArrays(archive, model, suffix).empty())
      return suffix;
  return std::nullopt;
}

/// Says which arrays no command reads: a name may be misspelt.
static void warnOfOthers(const ZipArchive &archive,
                         const AnabranchModel &model) {
  std::set<std::string> known;
  for (const char *suffix : {"", "_train", "_test", "_val"})
    for (const std::string &name : splitArrays(archive, model, suffix))
      known.insert(name + ".npy");
  for (const std::string &name : archive.names())
    if (!known.count(name))
      std::fprintf(stderr, "warning: %s: array %s is not used\n",
                   archive.path().c_str(),
                   name.substr(0, name.rfind(".npy")).c_str());
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
  warnOfOthers(archive, model);
  return dataset;
}

} // namespace anabranch::runtime
