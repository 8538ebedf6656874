//===- EpilogueFusion.h - Moves elementwise code into epilogues -----------===//

#ifndef ANABRANCH_COMPILER_FUSION_EPILOGUEFUSION_H
#define ANABRANCH_COMPILER_FUSION_EPILOGUEFUSION_H

#include "dialects/Kernel/Kernel.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"

namespace anabranch::fusion {

/// The kernel that `consumer`'s code could move into: the last one, in program
/// order, that makes a tensor of the consumer's shape which it reads element by
/// element. Null if there is none whose epilogue takes more code.
kernel::KernelOpInterface findProducer(kernel::ElementwiseOp consumer);

/// Whether `consumer` reads a whole tensor that neither comes from `producer`
/// nor is read by it already, so that fusing adds a read to the epilogue.
bool readsAnotherTensor(kernel::ElementwiseOp consumer,
                        kernel::KernelOpInterface producer);

/// Makes one kernel of `producer` and `consumer`, and returns it; null, with
/// nothing changed, if no place in the program has all operands before and all
/// uses behind it, or if it would have more sums than there is room for.
/// Results of the producer that nothing else reads are not stored.
kernel::KernelOpInterface fuseIntoEpilogue(mlir::RewriterBase &rewriter,
                                           kernel::KernelOpInterface producer,
                                           kernel::ElementwiseOp consumer);

/// The operands of a group of the fused kernel's: the producer's `own`, and
/// what the consumer reads besides, unless the producer makes it.
llvm::SmallVector<mlir::Value> joinInputs(mlir::ValueRange own,
                                          kernel::KernelOpInterface producer,
                                          kernel::ElementwiseOp consumer);

/// Whether anything but the consumer reads a result.
bool isReadElsewhere(mlir::OpResult result, kernel::ElementwiseOp consumer);

/// Starts the kernel that a producer and a consumer become: with the producer's
/// anchor and prologues, which it takes, and without an epilogue or a finalizer
/// yet. `results` are what its results will be in place of.
kernel::KernelOpInterface
createFused(mlir::RewriterBase &rewriter, kernel::KernelOpInterface producer,
            kernel::ElementwiseOp consumer, mlir::ValueRange inputs,
            mlir::ValueRange finalizerInputs, mlir::ValueRange results);

/// Clones a region's code, whose arguments are mapped, and appends what it
/// yields to `yields`.
void cloneCode(mlir::OpBuilder &builder, mlir::Region &region,
               mlir::IRMapping &mapping,
               llvm::SmallVectorImpl<mlir::Value> &yields);

/// What the op, or the kernels that it was fused from, read and wrote.
kernel::ExtentAttr getUnfusedBytes(kernel::KernelOpInterface op);

/// Why `fuseIntoEpilogue` would change nothing; empty if it would not.
llvm::StringRef whyNotIntoEpilogue(kernel::KernelOpInterface producer,
                                   kernel::ElementwiseOp consumer);

/// Calls `fuse` for every elementwise kernel in `root`, in program order. It
/// may erase the kernel that it is given, and no other that comes later.
void forEachElementwise(
    mlir::Operation *root,
    llvm::function_ref<void(mlir::RewriterBase &, kernel::ElementwiseOp)> fuse);

} // namespace anabranch::fusion

#endif // ANABRANCH_COMPILER_FUSION_EPILOGUEFUSION_H
