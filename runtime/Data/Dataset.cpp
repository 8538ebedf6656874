//===- Dataset.cpp - Examples to train on and to be measured on -----------===//

#include "runtime/Data/Dataset.h"
#include "runtime/Error.h"

#include <cerrno>
#include <cstring>
#include <sys/stat.h>

namespace anabranch::runtime {

std::vector<std::string> dataFiles(const std::string &source) {
  if (source == "sample")
    return {};
  struct stat status;
  if (stat(source.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
    return cifar10Files(source);
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
  if (source == "sample")
    return drawSampleData(model, purpose);
  struct stat status;
  if (stat(source.c_str(), &status) != 0)
    throw Error(source,
                std::string("cannot be read (") + std::strerror(errno) + ")",
                "give --data a directory with CIFAR-10's binary files, an .npz "
                "file, or the word sample");
  return S_ISDIR(status.st_mode) ? loadCifar10(model, source, purpose)
                                 : loadNpzDataset(model, source, purpose);
}

} // namespace anabranch::runtime
