//===- Convolution.cpp - Convolutions and their input's gradient ----------===//
//
// A result's pixel is a row of a matrix product, a tap and a source channel lie
// along its depth (see PhaseOperands), and a result's channel is a column. The
// pixels of a phase (see schedule::DimensionPlan) share their taps and are one
// launch.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CUDA/BlockProduct.h"
#include "compiler/CodeGen/CUDA/ChannelSums.h"
#include "compiler/CodeGen/CUDA/ConvolutionOperands.h"
#include "compiler/CodeGen/CUDA/Kernels.h"
#include "compiler/CodeGen/CUDA/PhaseOperands.h"
#include "compiler/CodeGen/CUDA/RowEpilogue.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ConvolutionProducts;
using schedule::DimensionPlan;

namespace {
class ConvolutionGenerator {
public:
  ConvolutionGenerator(kernel::KernelOpInterface op,
                       const kernel::ConvolutionShape &shape, bool inputGrad,
                       Value extent, LoopBuilder &loops,
                       const schedule::DeviceUnit &device)
      : op(op), arguments(op), inputGrad(inputGrad), extent(extent),
        loops(loops), element(schedule::getProductType(op)),
        products(schedule::planProducts(shape, inputGrad, element, device)) {}

  void generate() {
    auto sums = static_cast<int64_t>(arguments.sums.size());
    Value blocks = loops.index(0);
    forEachPhase([&] { blocks = loops.add(blocks, getPhaseBlocks()); });
    if (sums != 0)
      blockRows = viewRows(loops, arguments.blockSums, blocks,
                           sums * getResultChannels(), arguments.element);
    firstBlock = packedBegin = loops.index(0);
    forEachPhase([&] {
      launchPhase();
      firstBlock = loops.add(firstBlock, getPhaseBlocks());
      packedBegin = loops.add(packedBegin, products.getPackedSize(phase));
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
      phase = products.getPhase(y, x);
      body();
    });
  }
  Value getPhaseBlocks() {
    return loops.ceilDiv(loops.mul(extent, phase.getRowsPerImage()),
                         phase.tiling.rows);
  }

  void launchPhase() {
    const schedule::ProductTiling &tiling = phase.tiling;
    rows = phase.halo ? loops.mul(getPhaseBlocks(), tiling.rows)
                      : loops.mul(extent, phase.getRowsPerImage());
    schedule::ElementTiling stores = schedule::tileResults(
        tiling, getResultChannels(),
        std::gcd(schedule::getDeviceLanes(op), products.resultChannels));
    PhaseOperands operands(op, products, phase, inputGrad, rows, extent, loops);
    ProductOperand left = operands.getLeft(),
                   right = operands.getRight(packedBegin);
    int64_t sharedBytes = std::max(
        BlockProduct::getSharedBytes(tiling, left, right, element),
        getRowLaneBytes(stores, arguments.sums.size(), arguments.element));
    LaunchShape shape{
        getPhaseBlocks(), products.getColumnBlocks() * products.groups,
        tiling.getThreads(), sharedBytes, tiling.getLeastBlocks()};
    launch(loops, shape, [&](const Thread &thread) {
      Value columnBlock = loops.rem(thread.blockY, products.getColumnBlocks());
      block = {thread.block, loops.mul(thread.block, tiling.rows),
               loops.div(thread.blockY, products.getColumnBlocks()),
               columnBlock, loops.mul(columnBlock, tiling.columns)};
      operands.setBlock(block);
      BlockProduct product(loops, thread, tiling, element);
      storeResults(thread, stores,
                   product.run(left, right, loops.index(phase.getTurns())));
    });
  }

  void storeResults(const Thread &thread, const schedule::ElementTiling &stores,
                    Value results) {
    Lanes lanes = getLanes(stores.lanes);
    Value groupBegin = loops.mul(block.group, products.resultChannels);
    ChannelRange channels{loops.add(groupBegin, block.firstColumn),
                          loops.add(groupBegin, products.resultChannels)};
    RowEpilogue epilogue(loops, arguments,
                         getLoadedChannel(loops, thread, stores, channels),
                         lanes);
    // The block's result, and behind it what the epilogue reads.
    auto fetch = [&](Value row, Value channel) {
      SmallVector<Value> fetched{loadLanes(
          loops, results,
          {loops.sub(row, block.firstRow), loops.sub(channel, channels.begin)},
          lanes)};
      fetched.append(epilogue.fetch(getIndices(getPixelToLoad(row), channel)));
      return fetched;
    };
    auto store = [&](Value row, Value channel, ValueRange fetched,
                     ValueRange carried) {
      Pixel pixel = getResultPixel(row);
      auto storePixel = [&] {
        return epilogue.store(fetched.front(), fetched.drop_front(),
                              getIndices(pixel, channel), carried);
      };
      Value exists = isResult(pixel);
      return exists ? select(loops, exists, carried, storePixel) : storePixel();
    };
    size_t sums = arguments.sums.size();
    SmallVector<Value> zeros(
        sums, sums == 0 ? Value() : splat(loops, arguments.element, 0, lanes));
    SmallVector<Value> totals =
        forEachRow(loops, thread, stores, channels, rows, zeros, fetch, store);
    if (sums == 0)
      return;
    barrier(loops);
    addRowLanes(loops, thread, stores, channels, totals, blockRows,
                loops.add(firstBlock, thread.block));
  }

  /// A row's pixel of the phase.
  Pixel getResultPixel(Value row) {
    return phase.halo ? HaloPixels(loops, *phase.halo).getResult(row)
                      : getPixel(loops, row, phase.height, phase.width);
  }
  /// Whether there is such a pixel; null if it is known.
  Value isResult(const Pixel &pixel) {
    if (!phase.halo || phase.halo->isExact())
      return Value();
    return HaloPixels(loops, *phase.halo).isResult(pixel, extent);
  }
  /// The same pixel, or the first of all in place of one that there is not.
  Pixel getPixelToLoad(Value row) {
    Pixel pixel = getResultPixel(row);
    if (Value exists = isResult(pixel))
      for (Value *index : {&pixel.n, &pixel.y, &pixel.x})
        *index = arith::SelectOp::create(loops.builder, loops.location, exists,
                                         *index, loops.index(0));
    return pixel;
  }

  /// The indices of a phase's pixel in the result.
  SmallVector<Value> getIndices(const Pixel &pixel, Value channel) {
    auto place = [&](Value index, const DimensionPlan &plan, int64_t first) {
      return loops.add(loops.mul(index, plan.phaseStep), first);
    };
    return getImageIndices(arguments.domain,
                           {pixel.n, place(pixel.y, products.height, phaseY),
                            place(pixel.x, products.width, phaseX)},
                           channel);
  }

  kernel::KernelOpInterface op;
  KernelArguments arguments;
  bool inputGrad;
  Value extent;
  LoopBuilder &loops;
  Type element;
  ConvolutionProducts products;
  Value blockRows; ///< the blocks' sums
  // Of the phase at hand.
  int64_t phaseY = 0, phaseX = 0;
  schedule::PhaseProduct phase;
  Value firstBlock, rows;
  Value packedBegin;  ///< of its part of a packed filter
  ProductPlace block; ///< the one at hand
};
} // namespace

void cuda::generate(kernel::ConvolutionOp op, Value extent, LoopBuilder &loops,
                    const schedule::DeviceUnit &device) {
  ConvolutionGenerator(op, op.getShape(), /*inputGrad=*/false, extent, loops,
                       device)
      .generate();
}

void cuda::generate(kernel::ConvolutionInputGradOp op, Value extent,
                    LoopBuilder &loops, const schedule::DeviceUnit &device) {
  ConvolutionGenerator(op, op.getShape(), /*inputGrad=*/true, extent, loops,
                       device)
      .generate();
}
