//===- Hdf5Weights.h - Trained weights of a .keras archive ----------------===//

#ifndef ANABRANCH_COMPILER_IMPORT_HDF5WEIGHTS_H
#define ANABRANCH_COMPILER_IMPORT_HDF5WEIGHTS_H

#include "compiler/Import/Graph.h"

#include "mlir/IR/BuiltinTypes.h"

#include <vector>

namespace anabranch::import {

/// The weights in a `model.weights.h5`, held in memory.
class Hdf5Weights {
public:
  /// Opens the file's bytes, which must outlive this; reports damage.
  static llvm::FailureOr<std::unique_ptr<Hdf5Weights>>
  open(Reporter &reporter, std::vector<char> &bytes);
  ~Hdf5Weights();

  /// Reads a layer's variable number `index`; reports that it is missing or
  /// has another shape than `type`.
  llvm::FailureOr<std::vector<float>> read(const Layer &layer,
                                           llvm::StringRef variable,
                                           unsigned index,
                                           mlir::RankedTensorType type);

private:
  explicit Hdf5Weights(Reporter &reporter) : reporter(reporter) {}

  Reporter &reporter;
  int64_t file = -1;
};

} // namespace anabranch::import

#endif // ANABRANCH_COMPILER_IMPORT_HDF5WEIGHTS_H
