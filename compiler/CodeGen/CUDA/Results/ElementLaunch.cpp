//===- ElementLaunch.cpp - Results computed one by one --------------------===//

#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"

#include "compiler/CodeGen/CUDA/Results/ChannelSums.h"
#include "compiler/CodeGen/CUDA/Results/RowEpilogue.h"
#include "compiler/CodeGen/CUDA/Results/RowSums.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

SmallVector<Value> cuda::getRowIndices(LoopBuilder &loops, ShapedType domain,
                                       Value row) {
  SmallVector<Value> indices;
  for (int64_t size :
       llvm::reverse(domain.getShape().drop_front().drop_back())) {
    indices.push_back(loops.rem(row, size));
    row = loops.div(row, size);
  }
  indices.push_back(row);
  std::reverse(indices.begin(), indices.end());
  return indices;
}

ChannelRange cuda::getChannels(LoopBuilder &loops, const Thread &thread,
                               const schedule::ElementTiling &tiling) {
  return {loops.mul(thread.blockY, tiling.columns * tiling.lanes),
          loops.index(tiling.channels)};
}

Value cuda::getChannel(LoopBuilder &loops, const Thread &thread,
                       const schedule::ElementTiling &tiling,
                       const ChannelRange &channels) {
  Value column = loops.rem(thread.number, tiling.columns);
  return loops.add(channels.begin, loops.mul(column, tiling.lanes));
}

Value cuda::getLoadedChannel(LoopBuilder &loops, const Thread &thread,
                             const schedule::ElementTiling &tiling,
                             const ChannelRange &channels) {
  Value last = loops.sub(channels.end, loops.index(tiling.lanes));
  return loops.min(getChannel(loops, thread, tiling, channels), last);
}

/// A number that divides `value` whatever its factors turn out to be.
static int64_t getKnownDivisor(Value value) {
  if (std::optional<int64_t> constant = getConstantIntValue(value))
    return *constant;
  if (auto product = value.getDefiningOp<arith::MulIOp>())
    return getKnownDivisor(product.getLhs()) *
           getKnownDivisor(product.getRhs());
  return 1;
}

/// Rows to fetch together, a power of two: enough for a warp to have some
/// kilobytes on their way, and few enough that their registers leave a
/// multiprocessor's warps as many as the rest of a kernel does.
static int64_t chooseRowsTogether(ValueRange fetched, int64_t passes) {
  constexpr int64_t rows = 4, registerBytes = 192;
  constexpr int64_t shortRows = 8, shortBytes = 16;
  int64_t bits = 0;
  for (Value value : fetched) {
    auto vector = dyn_cast<VectorType>(value.getType());
    Type element = getElementTypeOrSelf(value.getType());
    bits += (vector ? vector.getNumElements() : 1) *
            (element.isIntOrFloat() ? element.getIntOrFloatBitWidth() : 32);
  }
  if (bits == 0)
    return 1;
  int64_t most = bits <= shortBytes * 8 ? shortRows : rows;
  return llvm::bit_floor(static_cast<uint64_t>(std::clamp<int64_t>(
      registerBytes * 8 / bits, 1, std::min(most, passes))));
}

SmallVector<Value> cuda::forEachRow(LoopBuilder &loops, const Thread &thread,
                                    const schedule::ElementTiling &tiling,
                                    const ChannelRange &channels, Value rows,
                                    ValueRange carried, RowFetch fetch,
                                    RowBody body) {
  OpBuilder &builder = loops.builder;
  Value lane = loops.div(thread.number, tiling.columns);
  Value channel = getChannel(loops, thread, tiling, channels);
  Value begin = loops.mul(loops.div(thread.block, tiling.strips),
                          tiling.getRowsOfStrips());
  Value end = loops.add(begin, tiling.getRowsOfStrips());
  begin = loops.add(begin, loops.mul(loops.rem(thread.block, tiling.strips),
                                     tiling.rowLanes));
  bool isWhole = getKnownDivisor(rows) % tiling.getRowsOfStrips() == 0;
  if (!isWhole)
    end = loops.min(end, rows);
  // Threads behind the last lane or the last channel have no rows.
  Value works = loops.both(loops.less(lane, loops.index(tiling.rowLanes)),
                           loops.less(channel, channels.end));
  end = arith::SelectOp::create(builder, loops.location, works, end, begin);

  int64_t together = 1;
  auto loop = scf::ForOp::create(
      builder, loops.location, loops.add(begin, lane), end,
      loops.index(tiling.getRowStep()), carried,
      [&](OpBuilder &, Location, Value first, ValueRange values) {
        SmallVector<Value> group{first}, current = llvm::to_vector(values);
        SmallVector<SmallVector<Value>> fetched(1);
        if (fetch)
          fetched.front() = fetch(first, channel);
        together = chooseRowsTogether(fetched.front(), tiling.passes);
        bool allExist = isWhole && tiling.passes % together == 0;
        for (int64_t i = 1; i < together; ++i) {
          Value row = loops.add(first, i * tiling.getRowStep());
          group.push_back(row);
          if (!allExist)
            row = loops.min(row, loops.sub(end, loops.index(1)));
          fetched.push_back(fetch(row, channel));
        }
        for (auto [i, row] : llvm::enumerate(group)) {
          auto compute = [&, row = row, i = i] {
            return body(row, channel, fetched[i], current);
          };
          current = i == 0 || allExist
                        ? compute()
                        : select(loops, loops.less(row, end), current, compute);
        }
        scf::YieldOp::create(builder, loops.location, current);
      });
  if (together > 1) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPoint(loop);
    loop.setStep(loops.index(tiling.getRowStep() * together));
  }
  return llvm::to_vector(ValueRange(loop.getResults()));
}

/// The same for rows of the domain, whose epilogue follows.
static SmallVector<Value> storeRows(LoopBuilder &loops, const Thread &thread,
                                    const KernelArguments &arguments,
                                    const schedule::ElementTiling &tiling,
                                    const ChannelRange &channels, Value rows,
                                    const ElementCode &code) {
  Lanes lanes = getLanes(tiling.lanes);
  RowEpilogue epilogue(loops, arguments,
                       getLoadedChannel(loops, thread, tiling, channels),
                       lanes);
  auto getIndices = [&](Value row, Value channel) -> SmallVector<Value> {
    if (arguments.domain.getRank() == 1)
      return {loops.mul(row, tiling.lanes)};
    SmallVector<Value> indices = getRowIndices(loops, arguments.domain, row);
    indices.push_back(channel);
    return indices;
  };
  auto fetch = [&](Value row, Value channel) {
    SmallVector<Value> indices = getIndices(row, channel);
    SmallVector<Value> fetched = epilogue.fetch(indices);
    if (code.fetch)
      fetched.append(code.fetch(indices, lanes));
    return fetched;
  };
  auto store = [&](Value row, Value channel, ValueRange fetched,
                   ValueRange carried) {
    SmallVector<Value> indices = getIndices(row, channel);
    SmallVector<Value> own;
    if (!code.fetch) {
      own = epilogue.fetch(indices);
      fetched = own;
    }
    size_t operands = epilogue.getFetchedCount();
    Value result;
    if (code.compute)
      result = code.compute(indices, lanes, fetched.drop_front(operands));
    return epilogue.store(result, fetched.take_front(operands), indices,
                          carried);
  };
  return forEachRow(loops, thread, tiling, channels, rows,
                    epilogue.getZeroSums(),
                    code.fetch ? RowFetch(fetch) : RowFetch(), store);
}

/// A long vector is seen as rows of as many elements as a thread has at once;
/// at its end are single elements.
static void launchFlat(LoopBuilder &loops, const KernelArguments &arguments,
                       Value extent, const ElementCode &code) {
  schedule::ElementTiling tiling = schedule::tileElements(arguments.op);
  Value rows = loops.div(extent, tiling.lanes);
  LaunchShape shape{
      loops.ceilDiv(extent, tiling.getRowsPerBlock() * tiling.lanes), 1,
      tiling.getThreads(), 0};
  launch(loops, shape, [&](const Thread &thread) {
    storeRows(loops, thread, arguments, tiling,
              {loops.index(0), loops.index(tiling.lanes)}, rows, code);
    Value number =
        loops.add(loops.mul(thread.block, tiling.getThreads()), thread.number);
    loops.when(loops.less(number, loops.rem(extent, tiling.lanes)), [&] {
      Value place = loops.add(loops.mul(rows, tiling.lanes), number);
      arguments.storeEpilogue(loops, nullptr, place, {0, 0});
    });
  });
}

void cuda::launchElements(LoopBuilder &loops, const KernelArguments &arguments,
                          Value extent, const ElementCode &code) {
  if (arguments.domain.getRank() == 1)
    return launchFlat(loops, arguments, extent, code);
  schedule::ElementTiling tiling = schedule::tileElements(arguments.op);
  Value rows = loops.mul(extent, schedule::getRowsPerExtent(arguments.domain));
  Value blocks =
      loops.mul(loops.ceilDiv(rows, tiling.getRowsOfStrips()), tiling.strips);
  int64_t sums = arguments.sums;
  Value blockRows;
  if (sums != 0)
    blockRows =
        viewRows(loops, arguments.blockSums, blocks,
                 schedule::countSumColumns(arguments.op), arguments.element);
  LaunchShape shape{blocks, tiling.columnBlocks, tiling.getThreads(),
                    getRowLaneBytes(tiling, sums, arguments.element)};
  launch(loops, shape, [&](const Thread &thread) {
    ChannelRange channels = getChannels(loops, thread, tiling);
    SmallVector<Value> totals =
        storeRows(loops, thread, arguments, tiling, channels, rows, code);
    if (sums != 0)
      addRowLanes(loops, thread, tiling, channels, totals, blockRows,
                  thread.block, /*firstColumn=*/0,
                  schedule::getTaps(arguments.op));
  });
  addUpChannelSums(loops, arguments, blockRows, blocks);
}
