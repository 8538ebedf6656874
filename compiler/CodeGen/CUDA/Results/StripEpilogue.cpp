//===- StripEpilogue.cpp - The epilogue of a tile, strip by strip ---------===//

#include "compiler/CodeGen/CUDA/Results/StripEpilogue.h"

#include "compiler/CodeGen/CUDA/Operands/SourcePixel.h"
#include "compiler/CodeGen/CUDA/Results/RowEpilogue.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;

StripEpilogue::StripEpilogue(const KernelArguments &arguments,
                             const schedule::ProductTiling &tiling,
                             int64_t lanes, int64_t mostBytes)
    : arguments(arguments), tiling(tiling),
      strips(makeResultStrips(tiling, lanes)),
      channelSums(arguments, tiling.columns, tiling.threads / warpSize,
                  strips->getLanesPerRow()),
      channelOperands(arguments, tiling.columns,
                      mostBytes - strips->getBytes() - channelSums.getBytes()),
      operands(arguments, strips->getLanes(), tiling.threads,
               mostBytes - getOwnBytes()) {}

/// Without what is copied ahead.
int64_t StripEpilogue::getOwnBytes() const {
  return strips->getBytes() + channelSums.getBytes() +
         channelOperands.getBytes();
}

int64_t StripEpilogue::getBytes() const {
  return getOwnBytes() + operands.getBytes();
}

void StripEpilogue::begin(LoopBuilder &loops, const Thread &thread,
                          int64_t byteOffset, const ChannelRange &channels) {
  this->loops = &loops;
  strips->place(loops, thread, byteOffset);
  byteOffset += strips->getBytes();
  channelSums.begin(loops, thread, byteOffset);
  byteOffset += channelSums.getBytes();
  channelOperands.begin(loops, thread, byteOffset, channels);
  byteOffset += channelOperands.getBytes();
  operands.place(loops, thread, byteOffset);
}

StripEpilogue::Rows StripEpilogue::getRows(const ResultPlaces &places) const {
  Rows rows;
  for (int64_t strip = 0; strip < strips->countDown(); ++strip)
    for (int64_t number = 0; number < strips->countRows(); ++number)
      rows.push_back(places.getRow(strips->getRow(strip, number)));
  return rows;
}

/// A thread's first channel.
Value StripEpilogue::getChannel(const ResultPlaces &places,
                                int64_t across) const {
  return loops->add(places.channels.begin, strips->getColumn(across));
}

/// The same, or the last that can be loaded from.
Value StripEpilogue::getLoadedChannel(const ResultPlaces &places,
                                      int64_t across) const {
  Value channel = getChannel(places, across);
  if (places.isWhole)
    return channel;
  Value lanes = loops->index(strips->getLanes());
  return loops->min(channel, loops->sub(places.channels.end, lanes));
}

/// Items are a thread's rows of some columns, and then those of the next.
void StripEpilogue::startItem(const Rows &rows, const ResultPlaces &places,
                              size_t item) const {
  auto across = static_cast<int64_t>(item / rows.size());
  if (across >= strips->countAcross())
    return operands.startNothing();
  operands.start(
      static_cast<int64_t>(item),
      rows[item % rows.size()].locate(getLoadedChannel(places, across)));
}

void StripEpilogue::start(const ResultPlaces &places) const {
  if (operands.getBytes() == 0)
    return;
  Rows rows = getRows(places);
  for (int64_t item = 0; item < operands.getAhead(); ++item)
    startItem(rows, places, static_cast<size_t>(item));
}

void StripEpilogue::store(ValueRange sums, const ResultPlaces &places) const {
  Rows rows = getRows(places);
  for (int64_t across = 0; across < strips->countAcross(); ++across)
    storeColumns(sums, across, places, rows);
}

void StripEpilogue::storeColumns(ValueRange sums, int64_t across,
                                 const ResultPlaces &places,
                                 const Rows &rows) const {
  Value channel = getChannel(places, across);
  Value isChannel =
      places.isWhole ? Value() : loops->less(channel, places.channels.end);
  Value loadedChannel = getLoadedChannel(places, across);
  Value column = strips->getColumn(across);
  Lanes lanes = getLanes(strips->getLanes());
  RowEpilogue epilogue(*loops, arguments,
                       channelOperands.load(column, loadedChannel, lanes),
                       lanes);
  SmallVector<Value> totals = epilogue.getZeroSums();
  auto perStrip = static_cast<size_t>(strips->countRows());
  // A strip's results are on their way out of memory while those of the strip
  // before are computed.
  SmallVector<Value> results, next = strips->exchange(sums, 0, across);
  for (auto [i, row] : llvm::enumerate(rows)) {
    size_t step = i % perStrip;
    if (step == 0) {
      SmallVector<Value> ahead;
      if (i + perStrip < rows.size())
        ahead = strips->exchange(sums, static_cast<int64_t>(i / perStrip) + 1,
                                 across);
      results = std::exchange(next, ahead);
    }
    size_t item = static_cast<size_t>(across) * rows.size() + i;
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

void StripEpilogue::addUp(Value rows, Value row, const ChannelRange &channels,
                          int64_t resultChannels) const {
  channelSums.addUp(rows, row, channels, tiling.getThreads(), resultChannels);
}
