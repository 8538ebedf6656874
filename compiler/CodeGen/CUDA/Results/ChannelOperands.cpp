//===- ChannelOperands.cpp - An epilogue's operands per channel -----------===//

#include "compiler/CodeGen/CUDA/Results/ChannelOperands.h"

#include "compiler/CodeGen/CUDA/Results/RowEpilogue.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

/// Copies may follow.
int64_t ChannelOperands::getColumnsBytes(Value input) const {
  int64_t elementBits =
      cast<ShapedType>(input.getType()).getElementTypeBitWidth();
  return static_cast<int64_t>(llvm::alignTo<bankBytes>(
      static_cast<uint64_t>(columns * elementBits / 8)));
}

ChannelOperands::ChannelOperands(const KernelArguments &arguments,
                                 int64_t columns, int64_t mostBytes)
    : arguments(arguments), columns(columns) {
  for (Value input : arguments.getInputs()) {
    auto type = cast<ShapedType>(input.getType());
    bool isCopied = kernel::getBroadcast(type, arguments.domain) ==
                        kernel::Broadcast::Channel &&
                    bytes + getColumnsBytes(input) <= mostBytes;
    areCopied.push_back(isCopied);
    if (isCopied)
      bytes += getColumnsBytes(input);
  }
}

void ChannelOperands::begin(LoopBuilder &loops, const Thread &thread,
                            int64_t byteOffset, const ChannelRange &channels) {
  constexpr Lanes scalar = {0, 0};
  this->loops = &loops;
  for (auto [input, isCopied] :
       llvm::zip_equal(arguments.getInputs(), areCopied)) {
    copies.push_back(Value());
    if (!isCopied)
      continue;
    copies.back() =
        viewShared(loops, thread, byteOffset, {columns},
                   cast<MemRefType>(input.getType()).getElementType());
    byteOffset += getColumnsBytes(input);
  }
  // In place of channels that there are not, the last is loaded.
  Value channel = loops.min(loops.add(channels.begin, thread.number),
                            loops.sub(channels.end, loops.index(1)));
  loops.when(loops.less(thread.number, loops.index(columns)), [&] {
    for (auto [input, copy] : llvm::zip_equal(arguments.getInputs(), copies))
      if (copy)
        storeLanes(loops,
                   loadOperand(loops, input, arguments.domain, channel, scalar),
                   copy, thread.number, scalar);
  });
}

SmallVector<Value> ChannelOperands::load(Value column, Value channel,
                                         Lanes lanes) const {
  SmallVector<Value> values;
  for (auto [input, copy] : llvm::zip_equal(arguments.getInputs(), copies))
    values.push_back(copy ? loadLanes(*loops, copy, column, lanes)
                          : RowEpilogue::loadShared(*loops, arguments.domain,
                                                    input, channel, lanes));
  return values;
}
