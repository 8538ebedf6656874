//===- MatMul.cpp - Matrix products of activations ------------------------===//
//
// A block of threads has a tile of one of the products' results.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CUDA/Kernels.h"
#include "compiler/CodeGen/CUDA/Operands/ConvolutionOperands.h"
#include "compiler/CodeGen/CUDA/Products/BlockProduct.h"
#include "compiler/CodeGen/CUDA/Results/ChannelSums.h"
#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"
#include "compiler/CodeGen/CUDA/Results/RowEpilogue.h"
#include "compiler/CodeGen/CUDA/Results/RowSums.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

namespace {
class MatMulGenerator {
public:
  MatMulGenerator(kernel::MatMulOp op, Value extent, LoopBuilder &loops,
                  const schedule::DeviceUnit &device)
      : op(op), arguments(op), shape(op.getShape()), extent(extent),
        loops(loops), element(schedule::getProductType(op)),
        tiling(schedule::planMatMul(shape, element, device)),
        stores(schedule::tileResults(tiling, shape.columns,
                                     schedule::getDeviceLanes(op))) {}

  void generate() {
    ProductOperand left = getLeft(), right = getRight();
    int64_t rowBlocks = tiling.getRowBlocks(shape.rows);
    Value blocks = loops.mul(extent, shape.matrices * rowBlocks);
    if (arguments.sums != 0)
      blockRows = viewRows(loops, arguments.blockSums, blocks,
                           arguments.sums * shape.columns, arguments.element);
    int64_t sharedBytes =
        std::max(BlockProduct::getSharedBytes(tiling, left, right, element),
                 getRowLaneBytes(stores, arguments.sums, arguments.element));
    LaunchShape launchShape{blocks, tiling.getColumnBlocks(shape.columns),
                            tiling.getThreads(), sharedBytes,
                            tiling.getLeastBlocks()};
    launch(loops, launchShape, [&](const Thread &thread) {
      matrix = findMatrix(loops.div(thread.block, rowBlocks));
      rowBlock = loops.rem(thread.block, rowBlocks);
      firstRow = loops.mul(rowBlock, tiling.rows);
      firstColumn = loops.mul(thread.blockY, tiling.columns);
      BlockProduct product(loops, thread, tiling, element);
      storeResults(thread, product.run(left, right, loops.index(getTurns())));
    });
    addUpChannelSums(loops, arguments, blockRows, blocks);
  }

private:
  int64_t getTurns() const {
    return (shape.depth + tiling.depth - 1) / tiling.depth;
  }

  /// The indices of a product among all of the batch.
  SmallVector<Value> findMatrix(Value number) {
    // As a row's, with the columns left out.
    auto places =
        arguments.domain.clone(arguments.domain.getShape().drop_back());
    return getRowIndices(loops, cast<ShapedType>(places), number);
  }

  SmallVector<Value> getIndices(Value row, Value column) const {
    SmallVector<Value> indices = matrix;
    indices.append({row, column});
    return indices;
  }

  ProductOperand getLeft() {
    return getOperand(op.getLhs(), op.getLhsPrologue(), tiling.rows, shape.rows,
                      firstRow, op.getTransposeLhs());
  }
  ProductOperand getRight() {
    return getOperand(op.getRhs(), op.getRhsPrologue(), tiling.columns,
                      shape.columns, firstColumn, !op.getTransposeRhs());
  }

  /// An operand of which a block has `positions` of `size`, from `first` on.
  /// \param depthFirst whether the depth is the first of a matrix's dimensions
  ProductOperand getOperand(ValueRange group, Region &prologue,
                            int64_t positions, int64_t size, const Value &first,
                            bool depthFirst) {
    int64_t lanes = getOperandLanes(group, depthFirst ? size : shape.depth);
    ProductOperand operand(group, prologue, positions,
                           /*alongDepth=*/!depthFirst, lanes);
    operand.isSingle = getTurns() == 1;
    operand.locate = [=, this, &first](Value position, Value slice,
                                       Value offset) -> OperandPlace {
      Value place = loops.add(first, position);
      Value depth = loops.add(loops.mul(slice, tiling.depth), offset);
      Value inside = loops.both(loops.less(place, loops.index(size)),
                                loops.less(depth, loops.index(shape.depth)));
      int64_t placeLanes = depthFirst ? lanes : 1;
      int64_t depthLanes = depthFirst ? 1 : lanes;
      place = loops.min(place, loops.index(size - placeLanes));
      depth = loops.min(depth, loops.index(shape.depth - depthLanes));
      return {depthFirst ? getIndices(depth, place) : getIndices(place, depth),
              inside};
    };
    return operand;
  }

  void storeResults(const Thread &thread, Value results) {
    Lanes lanes = getLanes(stores.lanes);
    ChannelRange columns{firstColumn, loops.index(shape.columns)};
    RowEpilogue epilogue(loops, arguments,
                         getLoadedChannel(loops, thread, stores, columns),
                         lanes);
    // The block's result, and behind it what the epilogue reads.
    auto fetch = [&](Value row, Value column) {
      SmallVector<Value> fetched{loadLanes(
          loops, results,
          {loops.sub(row, firstRow), loops.sub(column, firstColumn)}, lanes)};
      fetched.append(epilogue.fetch(getIndices(row, column)));
      return fetched;
    };
    auto store = [&](Value row, Value column, ValueRange fetched,
                     ValueRange carried) {
      return epilogue.store(fetched.front(), fetched.drop_front(),
                            getIndices(row, column), carried);
    };
    Thread inMatrix = thread;
    inMatrix.block = rowBlock;
    SmallVector<Value> totals =
        forEachRow(loops, inMatrix, stores, columns, loops.index(shape.rows),
                   epilogue.getZeroSums(), fetch, store);
    if (totals.empty())
      return;
    barrier(loops);
    addRowLanes(loops, thread, stores, columns, totals, blockRows,
                thread.block);
  }

  kernel::MatMulOp op;
  KernelArguments arguments;
  kernel::MatMulShape shape;
  Value extent;
  LoopBuilder &loops;
  Type element;
  schedule::ProductTiling tiling;
  schedule::ElementTiling stores;
  Value blockRows; ///< the blocks' sums
  // Of the block at hand.
  SmallVector<Value> matrix;
  Value rowBlock, firstRow, firstColumn;
};
} // namespace

void cuda::generate(kernel::MatMulOp op, Value extent, LoopBuilder &loops,
                    const schedule::DeviceUnit &device) {
  MatMulGenerator(op, extent, loops, device).generate();
}
