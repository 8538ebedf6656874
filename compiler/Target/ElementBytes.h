//===- ElementBytes.h - Constants as they lie in memory -------------------===//

#ifndef ANABRANCH_COMPILER_TARGET_ELEMENTBYTES_H
#define ANABRANCH_COMPILER_TARGET_ELEMENTBYTES_H

#include "mlir/IR/BuiltinAttributes.h"

#include <vector>

namespace anabranch::target {

/// The values' bytes, in memory that the attribute owns, or in `storage` if
/// they are one value repeated.
llvm::ArrayRef<char> getBytes(mlir::ElementsAttr value,
                              std::vector<char> &storage);

} // namespace anabranch::target

#endif // ANABRANCH_COMPILER_TARGET_ELEMENTBYTES_H
