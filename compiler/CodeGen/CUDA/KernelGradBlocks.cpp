//===- KernelGradBlocks.cpp - The launch of a filter's gradient -----------===//

#include "compiler/CodeGen/CUDA/KernelGradBlocks.h"

#include "compiler/CodeGen/CUDA/Operands/ConvolutionOperands.h"
#include "compiler/CodeGen/CUDA/Results/RowSums.h"

#include <numeric>

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

KernelGradBlocks::KernelGradBlocks(kernel::ConvolutionKernelGradOp op,
                                   const schedule::KernelGradProduct &product,
                                   Value extent, LoopBuilder &loops)
    : op(op), arguments(op), shape(op.getShape()), product(product),
      extent(extent), loops(loops), element(schedule::getProductType(op)),
      inputChannels(shape.inputChannels / shape.groups),
      outputChannels(shape.outputChannels / shape.groups) {}

void KernelGradBlocks::launchBlocks(int64_t sharedBytes,
                                    function_ref<void(const Thread &)> body) {
  Value pieces = loops.index(product.pieces);
  int64_t elements = arguments.domain.getNumElements();
  if (product.isAddedUp())
    pieceRows = viewRows(loops, arguments.workspaces.front(), pieces, elements,
                         arguments.element);
  const schedule::ProductTiling &tiling = product.tiling;
  int64_t columnBlocks = tiling.getColumnBlocks(outputChannels);
  LaunchShape launchShape{loops.index(product.getRowBlocks() * product.pieces),
                          columnBlocks * shape.groups, tiling.getThreads(),
                          sharedBytes, tiling.getLeastBlocks()};
  launch(loops, launchShape, [&](const Thread &thread) {
    piece = loops.div(thread.block, product.getRowBlocks());
    rowBlock = loops.rem(thread.block, product.getRowBlocks());
    group = loops.div(thread.blockY, columnBlocks);
    firstColumn =
        loops.mul(loops.rem(thread.blockY, columnBlocks), tiling.columns);
    body(thread);
  });
  if (!product.isAddedUp())
    return;
  constexpr int64_t mostLanes = 4;
  int64_t columns = shape.outputChannels;
  RowSumCode code;
  code.store = [&](ValueRange total, ValueRange, Value place, Lanes lanes) {
    storeResult(total.front(), loops.div(place, columns),
                loops.rem(place, columns), lanes);
  };
  addUpRows(loops, {pieceRows, pieces, elements}, std::gcd(mostLanes, columns),
            code);
}

std::pair<Value, Value> KernelGradBlocks::getPiece(Value units) {
  Value most = loops.ceilDiv(units, product.pieces);
  Value begin = loops.mul(piece, most);
  Value end = loops.min(loops.add(begin, most), units);
  return {begin, loops.max(loops.sub(end, begin), loops.index(0))};
}

ProductOperand KernelGradBlocks::getRight(
    const std::function<GradPixel(Value slice, Value place)> &locate) {
  int64_t lanes = getOperandLanes(op.getRhs(), outputChannels);
  auto grads = cast<ShapedType>(op.getRhs().front().getType());
  ProductOperand operand(op.getRhs(), op.getRhsPrologue(),
                         product.tiling.columns, /*alongDepth=*/false, lanes);
  operand.locate = [=, this](Value position, Value slice,
                             Value place) -> OperandPlace {
    GradPixel found = locate(slice, place);
    Value column = loops.add(firstColumn, position);
    Value inside = all(
        loops, {loops.less(column, loops.index(outputChannels)), found.inside});
    column = loops.min(column, loops.index(outputChannels - lanes));
    return {getImageIndices(grads, found.pixel, getOutputChannel(column)),
            inside};
  };
  return operand;
}

Value KernelGradBlocks::getOutputChannel(Value column) {
  return loops.add(loops.mul(group, outputChannels), column);
}

/// The filter's elements from (row, output channel) on.
void KernelGradBlocks::storeResult(Value value, Value row, Value channel,
                                   Lanes lanes) {
  Value tap = loops.div(row, inputChannels);
  arguments.storeEpilogue(
      loops, value,
      getFilterIndices(arguments.domain, loops.div(tap, shape.filterWidth),
                       loops.rem(tap, shape.filterWidth),
                       loops.rem(row, inputChannels), channel),
      lanes);
}

void KernelGradBlocks::storeSum(Value value, Value row, Value channel,
                                Lanes lanes) {
  if (!pieceRows)
    return storeResult(value, row, channel, lanes);
  Value place = loops.add(loops.mul(row, shape.outputChannels), channel);
  storeLanes(loops, value, pieceRows, {piece, place}, lanes);
}
