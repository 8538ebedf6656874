//===- LoopNest.cpp - Loops over several dimensions -----------------------===//

#include "compiler/CodeGen/LoopNest.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;

static SmallVector<Value> nest(LoopBuilder &loops, ArrayRef<IndexRange> ranges,
                               SmallVectorImpl<Value> &indices,
                               ValueRange carried, NestBody body) {
  if (ranges.empty())
    return body(indices, carried);
  auto run = [&](Value index, ValueRange values) {
    indices.push_back(index);
    SmallVector<Value> results =
        nest(loops, ranges.drop_front(), indices, values, body);
    indices.pop_back();
    return results;
  };
  IndexRange range = ranges.front();
  // A single index needs no loop, and none no code.
  if (range.end <= range.begin)
    return llvm::to_vector(carried);
  if (range.end == range.begin + 1)
    return run(loops.index(range.begin), carried);
  return llvm::to_vector(loops.loop(loops.index(range.begin),
                                    loops.index(range.end), 1, carried, run));
}

SmallVector<Value> codegen::forEachIndex(LoopBuilder &loops,
                                         ArrayRef<IndexRange> ranges,
                                         ValueRange carried, NestBody body) {
  SmallVector<Value> indices;
  return nest(loops, ranges, indices, carried, body);
}

void codegen::forEachIndex(LoopBuilder &loops, ArrayRef<IndexRange> ranges,
                           function_ref<void(ArrayRef<Value>)> body) {
  forEachIndex(loops, ranges, {},
               [&](ArrayRef<Value> indices, ValueRange) -> SmallVector<Value> {
                 body(indices);
                 return {};
               });
}
