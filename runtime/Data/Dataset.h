//===- Dataset.h - Examples to train on and to be measured on -------------===//

#ifndef ANABRANCH_RUNTIME_DATA_DATASET_H
#define ANABRANCH_RUNTIME_DATA_DATASET_H

#include "runtime/Data/Column.h"
#include "runtime/Model.h"

#include <string>
#include <vector>

namespace anabranch::runtime {

/// Input tensors and targets of `count` examples.
struct Examples {
  int64_t count = 0;
  std::vector<Column> inputs;  ///< in the order of the program's inputs
  std::vector<Column> targets; ///< in the order of the program's targets
  Column weights; ///< what each counts in the loss; empty: all the same, 1
};

/// The examples [begin, end) of `examples`.
struct ExampleRange {
  const Examples *examples = nullptr;
  int64_t begin = 0;
  int64_t end = 0;
  const Column *weights = nullptr; ///< in place of the examples' own
  int64_t count() const { return end - begin; }
};

/// What a run trains on and is measured on.
struct Dataset {
  std::string description; ///< for people: what it is and where it came from
  Examples train;          ///< empty when loaded for evaluation
  Examples test; ///< to evaluate, or to validate training on; may be empty
};

/// What a data set is loaded for: which of its examples are needed.
enum class Purpose { Train, Evaluate };

/// \throws Error if the model was compiled without a loss, and so can neither
///         be trained nor evaluated
void checkHasLoss(const AnabranchModel &model);

/// Loads what `--data` names: a directory of CIFAR-10 files or of class folders
/// with pictures, an .npz file, or `sample` for data that the runtime draws
/// itself. A directory without any folders is taken for CIFAR-10's.
///
/// \throws Error if the data is missing, damaged, or does not fit the model
Dataset loadDataset(const AnabranchModel &model, const std::string &source,
                    Purpose purpose);

/// The files that `loadDataset` reads for training; none for `sample`. They
/// need not exist.
///
/// \throws Error if `source` or a folder in it cannot be read
std::vector<std::string> dataFiles(const std::string &source);

/// Whether a directory has some of CIFAR-10's files.
bool hasCifar10Files(const std::string &directory);

/// CIFAR-10's files, the test examples' last; and those in class folders.
std::vector<std::string> cifar10Files(const std::string &directory);
std::vector<std::string> classFolderFiles(const std::string &directory);

/// The four sources behind `loadDataset`.
Dataset loadCifar10(const AnabranchModel &model, const std::string &directory,
                    Purpose purpose);
Dataset loadClassFolders(const AnabranchModel &model,
                         const std::string &directory, Purpose purpose);
Dataset loadNpzDataset(const AnabranchModel &model, const std::string &path,
                       Purpose purpose);
Dataset drawSampleData(const AnabranchModel &model, Purpose purpose);

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_DATA_DATASET_H
