//===- Dataset.cpp - Examples to train on and to be measured on -----------===//

#include "runtime/Data/Dataset.h"
#include "runtime/Data/ClassFolders.h"
#include "runtime/Error.h"

#include <cerrno>
#include <cstring>
#include <sys/stat.h>

namespace anabranch::runtime {

namespace {

/// What `--data` can name.
enum class Source { Sample, Cifar10, ClassFolders, Npz };

} // namespace

/// \throws Error if it names nothing that is there
static Source sourceOf(const std::string &name) {
  if (name == "sample")
    return Source::Sample;
  struct stat status;
  if (stat(name.c_str(), &status) != 0)
    throw Error(name,
                std::string("cannot be read (") + std::strerror(errno) + ")",
                "give --data a directory with CIFAR-10's binary files or with "
                "class folders of pictures, an .npz file, or the word sample");
  if (!S_ISDIR(status.st_mode))
    return Source::Npz;
  if (hasCifar10Files(name))
    return Source::Cifar10;
  if (readClassNames(name).empty())
    throw Error(name,
                "has neither class folders nor CIFAR-10's data_batch_1.bin",
                "put the pictures of each class into a folder of its own");
  return Source::ClassFolders;
}

std::vector<std::string> dataFiles(const std::string &source) {
  switch (sourceOf(source)) {
  case Source::Sample:
    return {};
  case Source::Cifar10:
    return cifar10Files(source);
  case Source::ClassFolders:
    return classFolderFiles(source);
  case Source::Npz:
    break;
  }
  return {source};
}

void checkHasLoss(const AnabranchModel &model) {
  if (!model.train || !model.evaluate)
    throw Error(model.name,
                "has no loss, so it can neither be trained nor evaluated",
                "compile a model that was given Keras's compile()");
}

Dataset loadDataset(const AnabranchModel &model, const std::string &source,
                    Purpose purpose) {
  checkHasLoss(model);
  switch (sourceOf(source)) {
  case Source::Sample:
    return drawSampleData(model, purpose);
  case Source::Cifar10:
    return loadCifar10(model, source, purpose);
  case Source::ClassFolders:
    return loadClassFolders(model, source, purpose);
  case Source::Npz:
    break;
  }
  return loadNpzDataset(model, source, purpose);
}

} // namespace anabranch::runtime
