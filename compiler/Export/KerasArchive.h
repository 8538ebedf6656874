//===- KerasArchive.h - A trained model back to Keras ---------------------===//

#ifndef ANABRANCH_COMPILER_EXPORT_KERASARCHIVE_H
#define ANABRANCH_COMPILER_EXPORT_KERASARCHIVE_H

#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/LogicalResult.h"

namespace anabranch::exporting {

/// Writes the `.keras` archive at `model` anew, to `output`, with the weights
/// of the safetensors file `checkpoint`, and if `train --checkpoint` has
/// written that, with the optimizer's state. All else in the archive stays as
/// it is.
///
/// Fails after a diagnostic if the model cannot be read.
///
/// \throws runtime::Error if the checkpoint is not this model's, or a file
/// cannot be read or written
llvm::LogicalResult saveKerasArchive(llvm::StringRef model,
                                     llvm::StringRef checkpoint,
                                     llvm::StringRef output,
                                     mlir::MLIRContext &context);

} // namespace anabranch::exporting

#endif // ANABRANCH_COMPILER_EXPORT_KERASARCHIVE_H
