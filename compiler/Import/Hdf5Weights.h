//===- Hdf5Weights.h - Trained weights in Keras's files -------------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_HDF5WEIGHTS_H
#define ANABRANCH_COMPILER_IMPORT_HDF5WEIGHTS_H

#include "compiler/Import/Files/Hdf5File.h"
#include "compiler/Import/Graph.h"

#include "mlir/IR/BuiltinTypes.h"

#include <vector>

namespace anabranch::import {

/// What a file holds of an optimizer.
struct SavedOptimizer {
  int64_t iteration = 0; ///< steps done
  /// Arrays for each parameter, in the file's order.
  std::vector<std::string> arrays;
  /// Whether their names say what they are, and not their order.
  bool isNamed = false;
  /// Numbers for all parameters together, without the learning rate.
  std::vector<std::string> numbers;
};

/// Where an archive has the optimizer's variables: "optimizer/vars", or one
/// level deeper if the optimizer is wrapped in one that scales the loss.
std::string getOptimizerGroup(const Hdf5File &file);

/// The weights of a model, in either of the layouts that Keras has for them.
class Hdf5Weights {
public:
  /// Finds out which layout it is; reports that it is none.
  static llvm::FailureOr<std::unique_ptr<Hdf5Weights>>
  open(Reporter &reporter, llvm::ArrayRef<char> bytes);
  virtual ~Hdf5Weights() = default;

  /// Reads a layer's variable number `index`; reports that it is missing or
  /// has another shape than `type`.
  llvm::FailureOr<std::vector<float>> read(const Layer &layer,
                                           llvm::StringRef variable,
                                           unsigned index,
                                           mlir::RankedTensorType type) const;

  /// The path of that variable's array; empty if there is none.
  virtual std::string findVariable(const Layer &layer, llvm::StringRef variable,
                                   unsigned index) const = 0;

  virtual SavedOptimizer findOptimizer() const = 0;

  const Hdf5File &getFile() const { return *file; }

protected:
  Hdf5Weights(Reporter &reporter, std::unique_ptr<Hdf5File> file)
      : reporter(reporter), file(std::move(file)) {}

private:
  Reporter &reporter;
  std::unique_ptr<Hdf5File> file;
};

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_HDF5WEIGHTS_H
