//===- ChannelOperands.h - An epilogue's operands per channel -------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_CHANNELOPERANDS_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_CHANNELOPERANDS_H

#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"
#include "compiler/CodeGen/KernelArguments.h"

namespace anabranch::codegen::cuda {

/// What an epilogue reads per channel, a bias or a normalization's factors, of
/// a block's columns in its shared memory: blocks of several tiles need it
/// again and again, and what they stream leaves it no place in the L1 cache.
/// What there is no room for is loaded from there all the same.
class ChannelOperands {
public:
  ChannelOperands(const KernelArguments &arguments, int64_t columns,
                  int64_t mostBytes);

  int64_t getBytes() const { return bytes; }
  /// Puts it into the block's memory, from a byte offset on, before a barrier.
  /// The block has a thread for each column.
  void begin(LoopBuilder &loops, const Thread &thread, int64_t byteOffset,
             const ChannelRange &channels);
  /// Loads the lanes from a column on, whose channel is given: a value for each
  /// of the epilogue's inputs, null for those that are not the same in all
  /// rows.
  llvm::SmallVector<mlir::Value> load(mlir::Value column, mlir::Value channel,
                                      Lanes lanes) const;

private:
  int64_t getColumnsBytes(mlir::Value input) const;

  const KernelArguments &arguments;
  int64_t columns;
  int64_t bytes = 0;
  llvm::SmallVector<bool> areCopied; ///< of the inputs
  // Once placed:
  LoopBuilder *loops = nullptr;
  llvm::SmallVector<mlir::Value> copies; ///< of the inputs, null if not copied
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_RESULTS_CHANNELOPERANDS_H
