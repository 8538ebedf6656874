//===- FilterPieces.cpp - A filter's gradient, summed in pieces -----------===//

#include "compiler/CodeGen/CPU/FilterPieces.h"

#include "compiler/Schedule/Workspace.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

FilterPieces::FilterPieces(const KernelArguments &arguments, int64_t pieces)
    : arguments(arguments), pieces(pieces),
      size(arguments.domain.getNumElements()) {}

Value FilterPieces::view(LoopBuilder &loops) const {
  if (pieces == 1)
    return flattenResult(loops);
  return loops.view(arguments.workspaces[0], 0, arguments.element,
                    pieces * size);
}

Value FilterPieces::flattenResult(LoopBuilder &loops) const {
  return memref::ReinterpretCastOp::create(
      loops.builder, loops.location, MemRefType::get({size}, arguments.element),
      arguments.stored[0],
      /*offset=*/0, ArrayRef<int64_t>{size}, ArrayRef<int64_t>{1});
}

Value FilterPieces::getStart(LoopBuilder &loops, Value piece) const {
  return pieces == 1 ? loops.index(0) : loops.mul(piece, size);
}

std::pair<Value, Value>
FilterPieces::getExamples(LoopBuilder &loops, Value piece, Value extent) const {
  Value count = loops.ceilDiv(extent, pieces);
  Value begin = loops.min(loops.mul(piece, count), extent);
  return {begin, loops.min(loops.add(begin, count), extent)};
}

void FilterPieces::combine(LoopBuilder &loops, int64_t lanes) const {
  if (pieces == 1)
    return;
  constexpr int64_t chunk = schedule::elementsPerBlock;
  int64_t chunks = (size + chunk - 1) / chunk;
  loops.parallel(loops.index(chunks), 0, [&](Value block, Value) {
    Value source = view(loops), target = flattenResult(loops);
    Value begin = loops.mul(block, chunk);
    Value end = loops.min(loops.add(begin, chunk), loops.index(size));
    Value whole = loops.add(
        begin, loops.mul(loops.div(loops.sub(end, begin), lanes), lanes));
    auto run = [&](Lanes vector) {
      return [&, vector](Value i) {
        Value sum = loadLanes(loops, source, i, vector);
        for (int64_t piece = 1; piece < pieces; ++piece)
          sum = arith::AddFOp::create(
              loops.builder, loops.location, sum,
              loadLanes(loops, source, loops.add(i, piece * size), vector));
        storeLanes(loops, sum, target, i, vector);
      };
    };
    loops.loop(begin, whole, run({lanes, lanes}), lanes);
    loops.loop(whole, end, run({0, 0}));
  });
}
