//===- WarpEpilogue.cpp - The epilogue of warps' results ------------------===//

#include "compiler/CodeGen/CUDA/WarpEpilogue.h"

#include "compiler/CodeGen/CUDA/ChannelSums.h"
#include "compiler/CodeGen/CUDA/RowEpilogue.h"
#include "compiler/CodeGen/CUDA/SourcePixel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

static constexpr Lanes scalar = {0, 0};
static constexpr int64_t sumBytes = 4;
/// Words behind a row of a strip, which spread rows over the memory's banks.
static constexpr int64_t padding = 12;

WarpEpilogue::WarpEpilogue(const KernelArguments &arguments,
                           const schedule::ProductTiling &tiling, int64_t lanes,
                           int64_t mostBytes)
    : arguments(arguments), tiling(tiling),
      width(std::min(warpSize, tiling.columns)),
      lanes(std::min(lanes, width * stripRows / warpSize)),
      warps(tiling.threads / warpSize),
      operands(arguments, this->lanes, tiling.threads,
               mostBytes - getOwnBytes()) {}

int64_t WarpEpilogue::countSums() const {
  return static_cast<int64_t>(arguments.sums.size());
}

/// Of a warp.
int64_t WarpEpilogue::getStagingBytes() const {
  return std::max(stripRows * (width + padding), getRowsTogether() * width) *
         sumBytes;
}

/// Without what is copied ahead.
int64_t WarpEpilogue::getOwnBytes() const {
  return warps * (getStagingBytes() + countSums() * tiling.columns * sumBytes);
}

int64_t WarpEpilogue::getBytes() const {
  return getOwnBytes() + operands.getBytes();
}

void WarpEpilogue::begin(LoopBuilder &loops, const Thread &thread,
                         int64_t byteOffset) {
  this->loops = &loops;
  this->thread = &thread;
  lane = loops.rem(thread.number, warpSize);
  Type type = loops.builder.getF32Type();
  Value warp =
      loops.min(loops.div(thread.number, warpSize), loops.index(warps - 1));
  Value offset = loops.add(loops.mul(warp, getStagingBytes()), byteOffset);
  staging =
      viewShared(loops, thread, offset, {stripRows, width + padding}, type);
  operands.place(loops, thread, byteOffset + getOwnBytes());
  int64_t sums = countSums();
  if (sums == 0)
    return;
  partialSums =
      viewShared(loops, thread, offset, {getRowsTogether(), width}, type);
  totals = viewShared(loops, thread, byteOffset + warps * getStagingBytes(),
                      {warps, sums, tiling.columns}, type);
  Value zero = splat(loops, type, 0, scalar);
  loops.when(loops.less(thread.number, loops.index(tiling.threads)), [&] {
    for (int64_t sum = 0; sum < sums; ++sum)
      for (int64_t column = 0; column < tiling.columns; column += width)
        whenInWidth([&] {
          storeLanes(loops, zero, totals,
                     {warp, loops.index(sum), loops.add(lane, column)}, scalar);
        });
  });
}

/// Runs `body` in the lanes that have a column each.
void WarpEpilogue::whenInWidth(function_ref<void()> body) const {
  if (width == warpSize)
    body();
  else
    loops->when(loops->less(lane, loops->index(width)), body);
}

WarpEpilogue::Rows WarpEpilogue::getRows(const WarpgroupProduct &product,
                                         const ResultPlaces &places) const {
  Rows rows;
  for (int64_t strip = 0; strip < product.countStrips(); ++strip) {
    Value first = loops->add(product.getStripRow(strip), getLaneRow());
    for (int64_t row = 0; row < stripRows; row += getRowsTogether())
      rows.push_back(places.getRow(loops->add(first, row)));
  }
  return rows;
}

Value WarpEpilogue::getLaneRow() const {
  return loops->div(lane, getLanesPerRow());
}

Value WarpEpilogue::getLanePlace() const {
  return loops->mul(loops->rem(lane, getLanesPerRow()), lanes);
}

/// A thread's channel among the columns from one on.
Value WarpEpilogue::getChannel(const ResultPlaces &places,
                               int64_t column) const {
  return loops->add(places.channels.begin, loops->add(getLanePlace(), column));
}

/// The same, or the last that can be loaded from.
Value WarpEpilogue::getLoadedChannel(const ResultPlaces &places,
                                     int64_t column) const {
  Value channel = getChannel(places, column);
  return places.isWhole ? channel
                        : loops->min(channel, loops->sub(places.channels.end,
                                                         loops->index(lanes)));
}

/// Items are a thread's rows of some columns, and then those of the next.
void WarpEpilogue::startItem(const Rows &rows, const ResultPlaces &places,
                             size_t item) const {
  if (item >= rows.size() * static_cast<size_t>(tiling.columns / width))
    return operands.startNothing();
  int64_t column = static_cast<int64_t>(item / rows.size()) * width;
  operands.start(
      static_cast<int64_t>(item),
      rows[item % rows.size()].locate(getLoadedChannel(places, column)));
}

void WarpEpilogue::start(const WarpgroupProduct &product,
                         const ResultPlaces &places) const {
  if (operands.getBytes() == 0)
    return;
  Rows rows = getRows(product, places);
  for (size_t item = 0; item < OperandRing::mostAhead; ++item)
    startItem(rows, places, item);
}

void WarpEpilogue::store(const WarpgroupProduct &product, ValueRange sums,
                         const ResultPlaces &places) const {
  Rows rows = getRows(product, places);
  for (int64_t column = 0; column < tiling.columns; column += width)
    storeColumns(product, sums, column, places, rows);
}

/// A warp's results of a strip, from a column on, as its lanes handle them.
SmallVector<Value> WarpEpilogue::exchange(const WarpgroupProduct &product,
                                          ValueRange sums, int64_t strip,
                                          int64_t column) const {
  constexpr int64_t lanesPerPairs = 4, pairsWidth = 8;
  Value pairRow = loops->div(lane, lanesPerPairs);
  Value pairColumn = loops->mul(loops->rem(lane, lanesPerPairs), 2);
  for (auto [i, pair] :
       llvm::enumerate(product.getPairs(sums, strip, column, width)))
    storeLanes(
        *loops, pair, staging,
        {pairRow, loops->add(pairColumn, static_cast<int64_t>(i) * pairsWidth)},
        {2, 2});
  barrierOfWarp(*loops);
  SmallVector<Value> results;
  for (int64_t i = 0; i < stripRows; i += getRowsTogether())
    results.push_back(loadLanes(*loops, staging,
                                {loops->add(getLaneRow(), i), getLanePlace()},
                                getLanes(lanes)));
  barrierOfWarp(*loops);
  return results;
}

void WarpEpilogue::storeColumns(const WarpgroupProduct &product,
                                ValueRange sums, int64_t column,
                                const ResultPlaces &places,
                                const Rows &rows) const {
  Value channel = getChannel(places, column);
  Value isChannel =
      places.isWhole ? Value() : loops->less(channel, places.channels.end);
  Value loadedChannel = getLoadedChannel(places, column);
  RowEpilogue epilogue(*loops, arguments, loadedChannel, getLanes(lanes));
  SmallVector<Value> totals = epilogue.getZeroSums();
  size_t perStrip = static_cast<size_t>(stripRows / getRowsTogether());
  SmallVector<Value> results;
  for (auto [i, row] : llvm::enumerate(rows)) {
    size_t step = i % perStrip;
    if (step == 0)
      results =
          exchange(product, sums, static_cast<int64_t>(i / perStrip), column);
    size_t item = static_cast<size_t>(column / width) * rows.size() + i;
    SmallVector<Value> taken =
        operands.take(static_cast<int64_t>(item), row.locate(loadedChannel));
    startItem(rows, places, item + OperandRing::mostAhead);
    auto storeRow = [&, &row = row] {
      return epilogue.store(results[step], taken, row.locate(channel), totals);
    };
    Value exists = all(*loops, {row.exists, isChannel});
    totals = exists ? select(*loops, exists, totals, storeRow) : storeRow();
  }
  if (!totals.empty())
    addSums(totals, column);
}

/// Lanes that have the same channels of other rows share what they have, one
/// sum after the other.
void WarpEpilogue::addSums(ValueRange values, int64_t column) const {
  Value warp = loops->div(thread->number, warpSize);
  auto add = [&](Value a, Value b) -> Value {
    return arith::AddFOp::create(loops->builder, loops->location, a, b);
  };
  for (auto [sum, value] : llvm::enumerate(values)) {
    storeLanes(*loops, value, partialSums, {getLaneRow(), getLanePlace()},
               getLanes(lanes));
    barrierOfWarp(*loops);
    whenInWidth([&, sum = sum] {
      SmallVector<Value> indices{warp, loops->index(static_cast<int64_t>(sum)),
                                 loops->add(lane, column)};
      Value total = loadLanes(*loops, totals, indices, scalar);
      for (int64_t part = 0; part < getRowsTogether(); ++part)
        total = add(total, loadLanes(*loops, partialSums,
                                     {loops->index(part), lane}, scalar));
      storeLanes(*loops, total, totals, indices, scalar);
    });
    barrierOfWarp(*loops);
  }
}

void WarpEpilogue::addUp(Value rows, Value row, const ChannelRange &channels,
                         int64_t resultChannels) const {
  storePartSums(*loops, *thread, tiling.getThreads(), totals, countSums(),
                channels, resultChannels, rows, row);
}
