//===- WarpEpilogue.cpp - The epilogue of warps' results ------------------===//

#include "compiler/CodeGen/CUDA/Results/WarpEpilogue.h"

#include "compiler/CodeGen/CUDA/Operands/SourcePixel.h"
#include "compiler/CodeGen/CUDA/Results/RowEpilogue.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

/// Words behind a row of a strip, so that those of four rows that lanes store
/// together lie in different banks. Lanes load words of two rows together, four
/// at a time; of every other row they have swapped places.
static constexpr int64_t padding = 8, wordsTogether = 4;

WarpEpilogue::WarpEpilogue(const KernelArguments &arguments,
                           const schedule::ProductTiling &tiling, int64_t lanes,
                           int64_t mostBytes)
    : arguments(arguments), tiling(tiling),
      width(std::min(warpSize, tiling.columns)),
      lanes(std::min(lanes, width * stripRows / warpSize)),
      warps(tiling.threads / warpSize),
      channelSums(arguments, tiling.columns, warps, this->lanes,
                  getLanesPerRow()),
      channelOperands(arguments, tiling.columns),
      operands(arguments, this->lanes, tiling.threads,
               mostBytes - getOwnBytes()) {}

/// Of a warp.
int64_t WarpEpilogue::getStagingBytes() const {
  constexpr int64_t wordBytes = 4;
  return stripRows * (width + padding) * wordBytes;
}

/// Without what is copied ahead.
int64_t WarpEpilogue::getOwnBytes() const {
  return warps * getStagingBytes() + channelSums.getBytes() +
         channelOperands.getBytes();
}

int64_t WarpEpilogue::getBytes() const {
  return getOwnBytes() + operands.getBytes();
}

void WarpEpilogue::begin(LoopBuilder &loops, const Thread &thread,
                         int64_t byteOffset, const ChannelRange &channels) {
  this->loops = &loops;
  lane = loops.rem(thread.number, warpSize);
  Value warp =
      loops.min(loops.div(thread.number, warpSize), loops.index(warps - 1));
  Value offset = loops.add(loops.mul(warp, getStagingBytes()), byteOffset);
  staging = viewShared(loops, thread, offset, {stripRows, width + padding},
                       loops.builder.getF32Type());
  byteOffset += warps * getStagingBytes();
  channelSums.begin(loops, thread, byteOffset);
  byteOffset += channelSums.getBytes();
  channelOperands.begin(loops, thread, byteOffset, channels);
  byteOffset += channelOperands.getBytes();
  operands.place(loops, thread, byteOffset);
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
  for (int64_t item = 0; item < operands.getAhead(); ++item)
    startItem(rows, places, static_cast<size_t>(item));
}

void WarpEpilogue::store(const WarpgroupProduct &product, ValueRange sums,
                         const ResultPlaces &places) const {
  Rows rows = getRows(product, places);
  for (int64_t column = 0; column < tiling.columns; column += width)
    storeColumns(product, sums, column, places, rows);
}

/// Of one vector or two.
static Value joinLanes(OpBuilder &builder, Location location,
                       ArrayRef<Value> parts) {
  if (parts.size() == 1)
    return parts.front();
  int64_t lanes =
      2 * cast<VectorType>(parts.front().getType()).getNumElements();
  return vector::ShuffleOp::create(
      builder, location, parts[0], parts[1],
      llvm::to_vector(llvm::seq<int64_t>(0, lanes)));
}

/// A warp's results of a strip, from a column on, as its lanes handle them.
SmallVector<Value> WarpEpilogue::exchange(const WarpgroupProduct &product,
                                          ValueRange sums, int64_t strip,
                                          int64_t column) const {
  constexpr int64_t lanesPerPairs = 4, pairsWidth = 8;
  Value pairRow = loops->div(lane, lanesPerPairs);
  Value pairWord =
      getWord(pairRow, loops->mul(loops->rem(lane, lanesPerPairs), 2));
  for (auto [i, pair] :
       llvm::enumerate(product.getPairs(sums, strip, column, width)))
    storeLanes(
        *loops, pair, staging,
        {pairRow, loops->add(pairWord, static_cast<int64_t>(i) * pairsWidth)},
        {2, 2});
  barrierOfWarp(*loops);
  SmallVector<Value> results;
  for (int64_t i = 0; i < stripRows; i += getRowsTogether()) {
    Value row = loops->add(getLaneRow(), i);
    SmallVector<Value> parts;
    int64_t together = std::min(lanes, wordsTogether);
    for (int64_t word = 0; word < lanes; word += together)
      parts.push_back(
          loadLanes(*loops, staging,
                    {row, getWord(row, loops->add(getLanePlace(), word))},
                    getLanes(together)));
    results.push_back(joinLanes(loops->builder, loops->location, parts));
  }
  barrierOfWarp(*loops);
  return results;
}

Value WarpEpilogue::getWord(Value row, Value column) const {
  Value isOdd = loops->mul(loops->rem(row, 2), wordsTogether);
  return loops->builder.createOrFold<arith::XOrIOp>(loops->location, column,
                                                    isOdd);
}

void WarpEpilogue::storeColumns(const WarpgroupProduct &product,
                                ValueRange sums, int64_t column,
                                const ResultPlaces &places,
                                const Rows &rows) const {
  Value channel = getChannel(places, column);
  Value isChannel =
      places.isWhole ? Value() : loops->less(channel, places.channels.end);
  Value loadedChannel = getLoadedChannel(places, column);
  RowEpilogue epilogue(*loops, arguments,
                       channelOperands.load(loops->add(getLanePlace(), column),
                                            loadedChannel, getLanes(lanes)),
                       getLanes(lanes));
  SmallVector<Value> totals = epilogue.getZeroSums();
  size_t perStrip = static_cast<size_t>(stripRows / getRowsTogether());
  // A strip's results are on their way out of memory while those of the strip
  // before are computed.
  SmallVector<Value> results, next = exchange(product, sums, 0, column);
  for (auto [i, row] : llvm::enumerate(rows)) {
    size_t step = i % perStrip;
    if (step == 0) {
      SmallVector<Value> ahead;
      if (i + perStrip < rows.size())
        ahead = exchange(product, sums, static_cast<int64_t>(i / perStrip) + 1,
                         column);
      results = std::exchange(next, ahead);
    }
    size_t item = static_cast<size_t>(column / width) * rows.size() + i;
    SmallVector<Value> taken =
        operands.take(static_cast<int64_t>(item), row.locate(loadedChannel));
    startItem(rows, places, item + static_cast<size_t>(operands.getAhead()));
    auto storeRow = [&, &row = row] {
      return epilogue.store(results[step], taken, row.locate(channel), totals);
    };
    Value exists = all(*loops, {row.exists, isChannel});
    totals = exists ? select(*loops, exists, totals, storeRow) : storeRow();
  }
  if (!totals.empty())
    channelSums.add(totals, column);
}

void WarpEpilogue::addUp(Value rows, Value row, const ChannelRange &channels,
                         int64_t resultChannels) const {
  channelSums.addUp(rows, row, channels, tiling.getThreads(), resultChannels);
}
