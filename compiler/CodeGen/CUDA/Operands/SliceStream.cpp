//===- SliceStream.cpp - Slices that some threads bring for others --------===//

#include "compiler/CodeGen/CUDA/Operands/SliceStream.h"

#include "compiler/CodeGen/CUDA/Operands/BulkCopy.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

int64_t SliceStream::getBytes() const {
  return SharedSlices::getBytes() + ring.getBytes();
}

void SliceStream::place(LoopBuilder &loops, const Thread &thread,
                        int64_t byteOffset) {
  SharedSlices::place(loops, thread, byteOffset);
  ring.place(loops, thread, byteOffset + SharedSlices::getBytes());
}

void SliceStream::atTurn(Value turn, int64_t number,
                         function_ref<void()> body) const {
  int64_t turns = getTurnsPerSlice();
  if (turns == 1)
    return body();
  loops->when(loops->equal(loops->rem(turn, turns), number), body);
}

void SliceStream::await(Value turn) const {
  atTurn(turn, 0, [&] {
    ring.awaitFilled(getSlice(turn));
    if (isWrittenByThreads())
      fenceProxy(*loops);
  });
}

void SliceStream::free(Value turn) const {
  atTurn(turn, getTurnsPerSlice() - 1, [&] { ring.free(getSlice(turn)); });
}

void CopyStream::await(Value turn) const {
  // Each slot's first phase is over for good.
  SliceStream::await(areKept() ? loops->rem(turn, operand.period) : turn);
}

void CopyStream::free(Value turn) const {
  if (!areKept())
    SliceStream::free(turn);
}

void CopyStream::bring(Value slices) const {
  if (areKept())
    slices = loops->min(slices, loops->index(operand.period));
  loops->loop(slices, [&](Value slice) {
    ring.awaitFree(slice);
    copySlice(*loops, *this, slice, ring.getSlot(slice), ring.getFilled(slice));
  });
}
