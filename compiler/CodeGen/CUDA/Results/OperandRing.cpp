//===- OperandRing.cpp - An epilogue's operands on their way --------------===//

#include "compiler/CodeGen/CUDA/Results/OperandRing.h"

#include "compiler/CodeGen/CUDA/Device/DeviceAddress.h"

#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

static constexpr int64_t copyBytes = 16;

int64_t OperandRing::getItemBytes(Value input) const {
  return lanes * cast<MemRefType>(input.getType()).getElementTypeBitWidth() / 8;
}

OperandRing::OperandRing(const KernelArguments &arguments, int64_t lanes,
                         int64_t threads, int64_t mostBytes)
    : arguments(arguments), lanes(lanes), threads(threads) {
  // Memory takes about as long as eight items do. (With 14 ahead the filter's
  // slots had too little room.)
  constexpr int64_t fewestAhead = 2, mostAhead = 8;
  int64_t itemBytes = 0;
  for (Value input : arguments.getInputs()) {
    if (isSameInAllRows(arguments.domain, input))
      continue;
    auto type = cast<ShapedType>(input.getType());
    int64_t allThreads = threads * getItemBytes(input);
    bool isCopied = kernel::getBroadcast(type, arguments.domain) ==
                        kernel::Broadcast::Element &&
                    getItemBytes(input) % copyBytes == 0 &&
                    fewestAhead * (itemBytes + allThreads) <= mostBytes;
    operands.push_back({input, itemBytes, isCopied});
    if (isCopied)
      itemBytes += allThreads;
  }
  int64_t someBytes = mostBytes / 4 * 3;
  ahead = itemBytes == 0
              ? fewestAhead
              : std::clamp(someBytes / itemBytes, fewestAhead, mostAhead);
  bytes = ahead * itemBytes;
}

void OperandRing::place(LoopBuilder &loops, const Thread &thread,
                        int64_t byteOffset) {
  this->loops = &loops;
  number = loops.min(thread.number, loops.index(threads - 1));
  for (const Operand &operand : operands)
    copies.push_back(
        operand.isCopied
            ? viewShared(
                  loops, thread, byteOffset + ahead * operand.byteOffset,
                  {ahead, threads, lanes},
                  cast<MemRefType>(operand.input.getType()).getElementType())
            : Value());
}

void OperandRing::start(int64_t item, ValueRange indices) const {
  for (auto [operand, copy] : llvm::zip_equal(operands, copies)) {
    if (!copy)
      continue;
    int64_t perCopy = lanes * copyBytes / getItemBytes(operand.input);
    for (int64_t lane = 0; lane < lanes; lane += perCopy) {
      SmallVector<Value> source = llvm::to_vector(indices);
      source.back() = loops->add(source.back(), lane);
      NVVM::CpAsyncOp::create(loops->builder, loops->location,
                              getSharedAddress(*loops, copy,
                                               {loops->index(item % ahead),
                                                number, loops->index(lane)}),
                              getGlobalAddress(*loops, operand.input, source),
                              static_cast<uint32_t>(copyBytes),
                              NVVM::LoadCacheModifierKind::CG,
                              makeWord(*loops, copyBytes));
    }
  }
  startNothing();
}

void OperandRing::startNothing() const {
  if (bytes != 0)
    NVVM::CpAsyncCommitGroupOp::create(loops->builder, loops->location);
}

SmallVector<Value> OperandRing::take(int64_t item, ValueRange indices) const {
  if (bytes != 0)
    NVVM::CpAsyncWaitGroupOp::create(loops->builder, loops->location,
                                     static_cast<uint32_t>(ahead - 1));
  SmallVector<Value> values;
  for (auto [operand, copy] : llvm::zip_equal(operands, copies))
    values.push_back(
        copy ? loadLanes(*loops, copy,
                         {loops->index(item % ahead), number, loops->index(0)},
                         getLanes(lanes))
             : loadOperand(*loops, operand.input, arguments.domain, indices,
                           getLanes(lanes)));
  return values;
}
