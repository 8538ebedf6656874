//===- Convolution.cpp - Convolutions and their input's gradient ----------===//
//
// A result's pixel is a row of a matrix product, a tap and a source channel lie
// along its depth, and a result's channel is a column. The pixels of a phase
// (see schedule::DimensionPlan) share their taps and are one launch.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CUDA/ChannelSums.h"
#include "compiler/CodeGen/CUDA/ConvolutionOperands.h"
#include "compiler/CodeGen/CUDA/Kernels.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ConvolutionProducts;
using schedule::DimensionPlan;
using schedule::TapRange;

namespace {
class ConvolutionGenerator {
public:
  ConvolutionGenerator(kernel::KernelOpInterface op,
                       const kernel::ConvolutionShape &shape, bool inputGrad,
                       Value extent, LoopBuilder &loops)
      : op(op), arguments(op), inputGrad(inputGrad), extent(extent),
        loops(loops), element(schedule::getProductType(op)),
        products(schedule::planProducts(shape, inputGrad, element)),
        source(cast<ShapedType>(op.getLhs().front().getType())),
        filter(cast<ShapedType>(op.getRhs().front().getType())) {}

  void generate() {
    auto sums = static_cast<int64_t>(arguments.sums.size());
    Value blocks = loops.index(0);
    forEachPhase([&] { blocks = loops.add(blocks, getPhaseBlocks()); });
    if (sums != 0)
      blockRows = viewRows(loops, arguments.blockSums, blocks,
                           sums * getResultChannels(), arguments.element);
    firstBlock = loops.index(0);
    forEachPhase([&] {
      launchPhase();
      firstBlock = loops.add(firstBlock, getPhaseBlocks());
    });
    addUpChannelSums(loops, arguments, blockRows, blocks);
  }

private:
  int64_t getResultChannels() const {
    return products.resultChannels * products.groups;
  }

  void forEachPhase(function_ref<void()> body) {
    products.forEachPhase([&](int64_t y, int64_t x) {
      phaseY = y;
      phaseX = x;
      body();
    });
  }
  int64_t getPhaseHeight() const {
    return products.height.getPhaseSize(phaseY, products.height.resultSize);
  }
  int64_t getPhaseWidth() const {
    return products.width.getPhaseSize(phaseX, products.width.resultSize);
  }
  Value getPhaseRows() {
    return loops.mul(extent, products.getPhasePixels(phaseY, phaseX));
  }
  Value getPhaseBlocks() {
    return loops.ceilDiv(getPhaseRows(), products.tiling.rows);
  }

  /// A result's pixel within its phase.
  Pixel getPhasePixel(Value row) {
    return getPixel(loops, row, getPhaseHeight(), getPhaseWidth());
  }

  void launchPhase() {
    const schedule::ProductTiling &tiling = products.tiling;
    rows = getPhaseRows();
    taps = {products.height.phases[phaseY], products.width.phases[phaseX]};
    depth = taps.first.count * taps.second.count * products.sourceChannels;
    schedule::ElementTiling stores = schedule::tileResults(
        tiling, getResultChannels(),
        std::gcd(schedule::getDeviceLanes(op), products.resultChannels));
    ProductOperand left = getLeft(), right = getRight();
    int64_t sharedBytes = std::max(
        BlockProduct::getSharedBytes(tiling, left, right, element),
        getRowLaneBytes(stores, arguments.sums.size(), arguments.element));
    LaunchShape shape{getPhaseBlocks(),
                      products.getColumnBlocks() * products.groups,
                      tiling.threads, sharedBytes};
    launch(loops, shape, [&](const Thread &thread) {
      firstRow = loops.mul(thread.block, tiling.rows);
      group = loops.div(thread.blockY, products.getColumnBlocks());
      firstColumn = loops.mul(
          loops.rem(thread.blockY, products.getColumnBlocks()), tiling.columns);
      BlockProduct product(loops, thread, tiling, element);
      storeResults(
          thread, stores,
          product.run(left, right, loops.index(0), loops.index(depth)));
    });
  }

  /// The tap's indices within the phase's.
  std::pair<Value, Value> getTap(Value place) {
    Value tap = loops.div(place, products.sourceChannels);
    return {loops.div(tap, std::max<int64_t>(taps.second.count, 1)),
            loops.rem(tap, std::max<int64_t>(taps.second.count, 1))};
  }

  ProductOperand getLeft() {
    int64_t lanes = getOperandLanes(op.getLhs(), products.sourceChannels);
    auto load = [this, lanes](Value position, Value place) {
      Value row = loops.add(firstRow, position);
      Pixel pixel = getPhasePixel(row);
      auto [tapY, tapX] = getTap(place);
      auto locate = [&](const DimensionPlan &plan, const TapRange &range,
                        Value result, Value tap) {
        Value first =
            loops.add(loops.mul(result, plan.sourceStep), range.firstOffset);
        return loops.add(first, loops.mul(tap, range.offsetStep));
      };
      Value y = locate(products.height, taps.first, pixel.y, tapY);
      Value x = locate(products.width, taps.second, pixel.x, tapX);
      Value inside = all(
          loops, {loops.less(row, rows), loops.less(place, loops.index(depth)),
                  isInside(loops, y, products.height.sourceSize),
                  isInside(loops, x, products.width.sourceSize)});
      Value channel = loops.add(loops.mul(group, products.sourceChannels),
                                loops.rem(place, products.sourceChannels));
      return loadInside(loops, op.getLhs(), op.getLhsPrologue(), inside,
                        getImageIndices(source, {pixel.n, y, x}, channel),
                        getLanes(lanes));
    };
    return {/*alongDepth=*/true, lanes, load};
  }

  /// The filter has output channels innermost: columns of a convolution, and
  /// the depth of its input's gradient.
  ProductOperand getRight() {
    int64_t lanes =
        getOperandLanes(op.getRhs(), inputGrad ? products.sourceChannels
                                               : products.resultChannels);
    auto load = [this, lanes](Value position, Value place) {
      Value column = loops.add(firstColumn, position);
      auto [y, x] = getTap(place);
      Value tapY =
          loops.add(loops.mul(y, taps.first.tapStep), taps.first.firstTap);
      Value tapX =
          loops.add(loops.mul(x, taps.second.tapStep), taps.second.firstTap);
      Value channel = loops.rem(place, products.sourceChannels);
      Value inside = all(
          loops, {loops.less(place, loops.index(depth)),
                  loops.less(column, loops.index(products.resultChannels))});
      Value input = channel, output = column;
      if (inputGrad)
        std::swap(input, output);
      output = loops.add(output,
                         loops.mul(group, inputGrad ? products.sourceChannels
                                                    : products.resultChannels));
      return loadInside(loops, op.getRhs(), op.getRhsPrologue(), inside,
                        getFilterIndices(filter, tapY, tapX, input, output),
                        getLanes(lanes));
    };
    return {/*alongDepth=*/inputGrad, lanes, load};
  }

  void storeResults(const Thread &thread, const schedule::ElementTiling &stores,
                    Value results) {
    Lanes lanes = getLanes(stores.lanes);
    Value groupBegin = loops.mul(group, products.resultChannels);
    ChannelRange channels{loops.add(groupBegin, firstColumn),
                          loops.add(groupBegin, products.resultChannels)};
    size_t sums = arguments.sums.size();
    SmallVector<Value> zeros(
        sums, sums == 0 ? Value() : splat(loops, arguments.element, 0, lanes));
    SmallVector<Value> totals = forEachRow(
        loops, thread, stores, channels, rows, zeros,
        [&](Value row, Value channel, ValueRange carried) {
          Value result = loadLanes(
              loops, results,
              {loops.sub(row, firstRow), loops.sub(channel, channels.begin)},
              lanes);
          Pixel pixel = getPhasePixel(row);
          auto place = [](LoopBuilder &loops, Value index,
                          const DimensionPlan &plan, int64_t phase) {
            return loops.add(loops.mul(index, plan.phaseStep), phase);
          };
          SmallVector<Value> indices = getImageIndices(
              arguments.domain,
              {pixel.n, place(loops, pixel.y, products.height, phaseY),
               place(loops, pixel.x, products.width, phaseX)},
              channel);
          SmallVector<Value> values =
              arguments.storeEpilogue(loops, result, indices, lanes);
          for (auto [value, sum] : llvm::zip_equal(values, carried))
            value = arith::AddFOp::create(loops.builder, loops.location, sum,
                                          value);
          return values;
        });
    if (sums == 0)
      return;
    barrier(loops);
    addRowLanes(loops, thread, stores, channels, totals, blockRows,
                loops.add(firstBlock, thread.block));
  }

  kernel::KernelOpInterface op;
  KernelArguments arguments;
  bool inputGrad;
  Value extent;
  LoopBuilder &loops;
  Type element;
  ConvolutionProducts products;
  ShapedType source, filter;
  Value blockRows; ///< the blocks' sums
  // Of the phase at hand.
  int64_t phaseY = 0, phaseX = 0, depth = 0;
  std::pair<TapRange, TapRange> taps;
  Value firstBlock, rows;
  // Of the block at hand.
  Value firstRow, firstColumn, group;
};
} // namespace

void cuda::generate(kernel::ConvolutionOp op, Value extent,
                    LoopBuilder &loops) {
  ConvolutionGenerator(op, op.getShape(), /*inputGrad=*/false, extent, loops)
      .generate();
}

void cuda::generate(kernel::ConvolutionInputGradOp op, Value extent,
                    LoopBuilder &loops) {
  ConvolutionGenerator(op, op.getShape(), /*inputGrad=*/true, extent, loops)
      .generate();
}
