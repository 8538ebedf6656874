//===- Convolution.cpp - Convolutions and their input's gradient ----------===//
//
// A result's pixel is a row of a matrix product, a tap and a source channel lie
// along its depth (see PhaseOperands), and a result's channel is a column. The
// pixels of a phase (see schedule::DimensionPlan) share their taps and are one
// launch.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CUDA/Kernels.h"
#include "compiler/CodeGen/CUDA/Operands/PhaseOperands.h"
#include "compiler/CodeGen/CUDA/Products/BlockProduct.h"
#include "compiler/CodeGen/CUDA/Products/StreamedProduct.h"
#include "compiler/CodeGen/CUDA/Results/ChannelSums.h"
#include "compiler/CodeGen/CUDA/Results/PhaseResults.h"
#include "compiler/CodeGen/CUDA/Results/RowEpilogue.h"
#include "compiler/CodeGen/CUDA/Results/RowSums.h"
#include "compiler/CodeGen/CUDA/Results/StripEpilogue.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ConvolutionProducts;

namespace {
class ConvolutionGenerator {
public:
  ConvolutionGenerator(kernel::ConvolutionOpInterface op, bool inputGrad,
                       Value extent, LoopBuilder &loops,
                       const schedule::DeviceUnit &device)
      : op(op), arguments(op), inputGrad(inputGrad), extent(extent),
        loops(loops), element(schedule::getProductType(op)),
        products(schedule::planProducts(op, inputGrad, device)) {}

  void generate() {
    if (products.isPacked)
      multiprocessors = kernel::MultiprocessorsOp::create(
          loops.builder, loops.location, loops.builder.getIndexType());
    int64_t sums = arguments.sums;
    Value blocks = loops.index(0);
    forEachLaunch([&] { blocks = loops.add(blocks, getBlocks()); });
    if (sums != 0)
      blockRows = viewRows(loops, arguments.blockSums, blocks,
                           sums * getResultChannels(), arguments.element);
    firstBlock = loops.index(0);
    forEachLaunch([&] {
      launchPhase();
      firstBlock = loops.add(firstBlock, getBlocks());
    });
    addUpChannelSums(loops, arguments, blockRows, blocks);
  }

private:
  int64_t getResultChannels() const {
    return products.resultChannels * products.groups;
  }

  /// Calls `body` for the launches of each phase: one, or one for small batches
  /// and one for others, of which one has no blocks.
  void forEachLaunch(function_ref<void()> body) {
    int64_t packed = 0;
    products.forEachPhase([&](int64_t y, int64_t x) {
      phaseY = y;
      phaseX = x;
      packedBegin = loops.index(packed);
      phase = products.getPhase(y, x);
      packed += products.getPackedSize(phase);
      isChosen = Value();
      if (auto small = products.getSmallPhase(y, x)) {
        Value tiles = loops.mul(getTiles(), getColumnBlocks());
        Value most = loops.div(multiprocessors, 2);
        isChosen = loops.less(most, tiles);
        body();
        isChosen = loops.less(tiles, loops.add(most, 1));
        phase = *small;
      }
      body();
    });
  }
  /// Tiles of a phase: blocks of rows.
  Value getTiles() {
    return loops.ceilDiv(loops.mul(extent, phase.getRowsPerImage()),
                         phase.tiling.rows);
  }
  int64_t getColumnBlocks() const {
    return products.getColumnBlocks() * products.groups;
  }
  /// With a halo, blocks have one tile after the other, so many that there is
  /// one for each multiprocessor: it has no room for two.
  Value getTilesPerBlock() {
    Value tiles = loops.mul(getTiles(), getColumnBlocks());
    return loops.max(loops.ceilDiv(tiles, multiprocessors), loops.index(1));
  }
  /// Of the launch at hand.
  Value getBlocks() {
    if (!phase.halo)
      return getTiles();
    Value blocks = loops.ceilDiv(getTiles(), getTilesPerBlock());
    return isChosen ? arith::SelectOp::create(loops.builder, loops.location,
                                              isChosen, blocks, loops.index(0))
                    : blocks;
  }

  int64_t getStoredLanes() {
    return std::gcd(schedule::getDeviceLanes(op), products.resultChannels);
  }

  void launchPhase() {
    const schedule::ProductTiling &tiling = phase.tiling;
    rows = loops.mul(extent, phase.getRowsPerImage());
    PhaseOperands operands(op, products, phase, inputGrad, rows, extent, loops);
    ProductOperand left = operands.getLeft(),
                   right = operands.getRight(packedBegin);
    if (phase.halo)
      return launchTiles(operands, left, right);
    schedule::ElementTiling stores =
        schedule::tileResults(tiling, getResultChannels(), getStoredLanes());
    int64_t sharedBytes =
        std::max(BlockProduct::getSharedBytes(tiling, left, right, element),
                 getRowLaneBytes(stores, arguments.sums, arguments.element));
    LaunchShape shape{getBlocks(), getColumnBlocks(),       tiling.getThreads(),
                      sharedBytes, tiling.getLeastBlocks(), /*isPart=*/true};
    launch(loops, shape, [&](const Thread &thread) {
      placeBlock(operands, thread, thread.block);
      BlockProduct product(loops, thread, tiling, element);
      storeResults(thread, stores,
                   product.run(left, right, loops.index(phase.getTurns())));
    });
  }

  void placeBlock(PhaseOperands &operands, const Thread &thread, Value tile) {
    Value columnBlock = loops.rem(thread.blockY, products.getColumnBlocks());
    block = {tile, loops.mul(tile, phase.tiling.rows),
             loops.div(thread.blockY, products.getColumnBlocks()), columnBlock,
             loops.mul(columnBlock, phase.tiling.columns)};
    operands.setBlock(block);
  }

  /// Blocks of several tiles, which keep a halo.
  void launchTiles(PhaseOperands &operands, const ProductOperand &left,
                   const ProductOperand &right) {
    const schedule::ProductTiling &tiling = phase.tiling;
    StreamedProduct fewest(tiling, left, right, element, /*mostBytes=*/0);
    StripEpilogue epilogue(arguments, tiling, getStoredLanes(),
                           products.sharedBytes - fewest.getBytes());
    StreamedProduct product(tiling, left, right, element,
                            products.sharedBytes - epilogue.getBytes());
    LaunchShape shape{getBlocks(),
                      getColumnBlocks(),
                      tiling.getThreads(),
                      product.getBytes() + epilogue.getBytes(),
                      tiling.getLeastBlocks(),
                      /*isPart=*/true};
    launch(loops, shape, [&](const Thread &thread) {
      Value perBlock = getTilesPerBlock();
      Value firstTile = arith::MulIOp::create(loops.builder, loops.location,
                                              thread.block, perBlock);
      Value tiles = loops.min(perBlock, loops.sub(getTiles(), firstTile));
      placeBlock(operands, thread, firstTile);
      std::unique_ptr<ProductCode> code =
          makeWarpgroupProduct(loops, thread, tiling);
      PhaseResults results = getResults();
      ResultPlaces places;
      places.channels = results.getChannels(block.group, block.firstColumn);
      places.isWhole = products.resultChannels % tiling.columns == 0;
      Value firstRow;
      auto setTile = [&](Value tile) {
        firstRow = loops.mul(loops.add(firstTile, tile), tiling.rows);
      };
      places.getRow = [&](Value row) -> ResultPlaces::Row {
        Pixel pixel = results.getPixel(loops.add(firstRow, row));
        Pixel known = results.getPixelToLoad(pixel);
        return {
            [=](Value channel) { return results.getIndices(known, channel); },
            results.exists(pixel)};
      };
      StreamedProduct::Work work;
      work.prepare = [&] {
        epilogue.begin(loops, thread, product.getBytes(), places.channels);
      };
      work.start = [&](Value tile) {
        setTile(tile);
        epilogue.start(places);
      };
      work.finish = [&](Value tile, ValueRange sums) {
        setTile(tile);
        epilogue.store(sums, places);
      };
      product.run(loops, thread, *code, tiles, loops.index(phase.getTurns()),
                  work);
      if (blockRows)
        epilogue.addUp(blockRows, loops.add(firstBlock, thread.block),
                       places.channels, getResultChannels());
    });
  }

  PhaseResults getResults() const {
    return {loops, arguments, products, phase, phaseY, phaseX, extent};
  }

  void storeResults(const Thread &thread, const schedule::ElementTiling &stores,
                    Value sums) {
    Lanes lanes = getLanes(stores.lanes);
    PhaseResults results = getResults();
    ChannelRange channels = results.getChannels(block.group, block.firstColumn);
    RowEpilogue epilogue(loops, arguments,
                         getLoadedChannel(loops, thread, stores, channels),
                         lanes);
    // The block's result, and behind it what the epilogue reads.
    auto fetch = [&](Value row, Value channel) {
      SmallVector<Value> fetched{loadLanes(
          loops, sums,
          {loops.sub(row, block.firstRow), loops.sub(channel, channels.begin)},
          lanes)};
      fetched.append(
          epilogue.fetch(results.getIndices(results.getPixel(row), channel)));
      return fetched;
    };
    auto store = [&](Value row, Value channel, ValueRange fetched,
                     ValueRange carried) {
      return epilogue.store(fetched.front(), fetched.drop_front(),
                            results.getIndices(results.getPixel(row), channel),
                            carried);
    };
    SmallVector<Value> totals =
        forEachRow(loops, thread, stores, channels, rows,
                   epilogue.getZeroSums(), fetch, store);
    if (totals.empty())
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
  Value multiprocessors; ///< of the GPU at hand, for blocks of several tiles
  Value blockRows;       ///< the blocks' sums
  // Of the launch at hand.
  int64_t phaseY = 0, phaseX = 0;
  schedule::PhaseProduct phase;
  Value isChosen; ///< null if it always is
  Value firstBlock, rows;
  Value packedBegin;  ///< of its part of a packed filter
  ProductPlace block; ///< the one at hand
};
} // namespace

void cuda::generate(kernel::ConvolutionOp op, Value extent, LoopBuilder &loops,
                    const schedule::DeviceUnit &device) {
  ConvolutionGenerator(op, /*inputGrad=*/false, extent, loops, device)
      .generate();
}

void cuda::generate(kernel::ConvolutionInputGradOp op, Value extent,
                    LoopBuilder &loops, const schedule::DeviceUnit &device) {
  ConvolutionGenerator(op, /*inputGrad=*/true, extent, loops, device)
      .generate();
}
