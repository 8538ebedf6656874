//===- LineCopy.cpp - Copies of images for a matrix unit ------------------===//

#include "compiler/CodeGen/CPU/LineCopy.h"

#include "compiler/CodeGen/CPU/AMXProduct.h"
#include "compiler/CodeGen/ImageIndices.h"
#include "compiler/Schedule/CPU/AMXTiling.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;
using schedule::amxDepth;
using schedule::amxTile;

Value cpu::getFirstLine(LoopBuilder &loops, const schedule::ImageLines &lines,
                        Value row) {
  int64_t step = lines.height.sourceStep;
  Value slot =
      loops.add(loops.mul(loops.rem(row, step), lines.getRemainderRows()),
                loops.div(row, step));
  return loops.mul(slot, lines.images);
}

void LineCopy::zero(Value first, int64_t count) {
  Type element = getElementTypeOrSelf(memory.getType());
  forEachVector(loops, count, amxDepth, [&](Value i, Lanes lanes) {
    storeLanes(loops, splat(loops, element, 0, lanes), memory,
               loops.add(first, i), lanes);
  });
}

void LineCopy::forEachSlice(function_ref<void(Value)> body) {
  // The parts' slices follow each other.
  loops.loop(lines.parts * lines.getSlices(), [&](Value slice) {
    body(loops.add(start, loops.mul(slice, lines.getSliceSize())));
  });
}

void LineCopy::zeroOverrun() {
  // Of paired lines, the images' are an even number.
  int64_t first = lines.getSourceLines();
  forEachSlice([&](Value slice) {
    zero(loops.add(slice, first * lines.getLineSize()),
         (lines.getLines() - first) * lines.getLineSize());
  });
}

SmallVector<Value> LineCopy::loadPixel(const Source &source, bool isInside,
                                       Value column, Value channel,
                                       Lanes lanes) {
  auto type = cast<ShapedType>(source.group.front().getType());
  SmallVector<SmallVector<Value>> values;
  for (auto [image, exists] : llvm::zip_equal(source.images, source.exist)) {
    if (!isInside || !exists) {
      values.emplace_back(static_cast<size_t>(lines.parts),
                          splat(loops, getElementTypeOrSelf(memory.getType()),
                                0, {lanes.lanes, lanes.lanes}));
      continue;
    }
    Value value = loadWithPrologue(
        loops, source.group, source.prologue,
        getImageIndices(type,
                        {image, loops.mul(source.row, lines.rowSkip),
                         loops.mul(column, lines.columnSkip)},
                        loops.add(source.channel, channel)),
        lanes);
    values.push_back(
        splitParts(loops, zeroInvalid(loops, value, lanes), lines.parts));
  }
  if (values.size() == 1)
    return values.front();
  SmallVector<Value> pairs;
  for (auto [even, odd] : llvm::zip_equal(values[0], values[1]))
    pairs.push_back(interleave(loops, even, odd));
  return pairs;
}

void LineCopy::copyColumns(const Source &source, Value line, int64_t begin,
                           int64_t end) {
  int64_t first = lines.width.lowest;
  bool isInside = begin + first >= 0 && begin + first < lines.width.sourceSize;
  auto count = static_cast<int64_t>(source.images.size());
  loops.loop(loops.index(begin), loops.index(end), [&](Value column) {
    Value pixel =
        loops.add(loops.add(start, loops.mul(line, lines.getLineSize())),
                  loops.mul(column, count * lines.sliceChannels));
    int64_t size = lines.sliceChannels;
    auto copySlice = [&](Value slice, int64_t channels) {
      SmallVector<Value> parts =
          loadPixel(source, isInside, loops.add(column, first),
                    loops.mul(slice, size), {size, channels});
      Value place = loops.add(pixel, loops.mul(slice, lines.getSliceSize()));
      int64_t lanes = size * count;
      for (auto [part, value] : llvm::enumerate(parts))
        storeLanes(
            loops, value, memory,
            loops.add(place, static_cast<int64_t>(part) * lines.getPartSize()),
            {lanes, lanes});
    };
    int64_t whole = lines.channels / size;
    loops.loop(whole, [&](Value slice) { copySlice(slice, size); });
    if (int64_t rest = lines.channels % size)
      copySlice(loops.index(whole), rest);
  });
}

void LineCopy::copy(ValueRange group, Region &prologue,
                    const ImagePlace &place) {
  const schedule::DimensionPlan &height = lines.height, &width = lines.width;
  int64_t columns = lines.getColumns();
  int64_t left = std::clamp<int64_t>(-width.lowest, 0, columns);
  int64_t right =
      std::clamp<int64_t>(width.sourceSize - width.lowest, left, columns);
  int64_t perGroup = lines.isPaired ? 2 : 1;

  auto copyLine = [&](Value row, Value n, Value line, int64_t images) {
    Source source{group, prologue, {}, {}, row, place.channel};
    for (int64_t i = 0; i < perGroup; ++i) {
      source.images.push_back(loops.add(loops.add(place.image, n), i));
      source.exist.push_back(i < images);
    }
    copyColumns(source, line, 0, left);
    copyColumns(source, line, left, right);
    copyColumns(source, line, right, columns);
  };
  loops.loop(lines.getSourceRows(), [&](Value r) {
    Value firstLine = getFirstLine(loops, lines, r);
    Value row = loops.add(place.row, r);
    Value isRow = loops.both(loops.less(loops.index(-1), row),
                             loops.less(row, loops.index(height.sourceSize)));
    loops.loop(
        lines.images,
        [&](Value n) {
          Value line = loops.add(firstLine, n);
          auto when = [&](int64_t images, function_ref<void()> otherwise) {
            Value last = loops.add(n, images - 1);
            loops.when(
                loops.both(isRow, loops.less(last, place.imageCount)),
                [&] { copyLine(row, n, line, images); }, otherwise);
          };
          auto zeroLine = [&] { copyLine(row, n, line, 0); };
          if (lines.isPaired)
            when(2, [&] { when(1, zeroLine); });
          else
            when(1, zeroLine);
        },
        perGroup);
  });
}

void LineCopy::transposeTiles() {
  Lanes pair{amxDepth, amxDepth};
  int64_t rowSize = 2 * lines.getLineSize();
  auto transposeTile = [&](Value tile) {
    auto getPlace = [&](size_t row) {
      return loops.add(tile, static_cast<int64_t>(row) * rowSize);
    };
    SmallVector<Value> rows;
    for (size_t row = 0; row < static_cast<size_t>(amxTile); ++row)
      rows.push_back(loadLanes(loops, memory, getPlace(row), pair));
    for (auto [row, value] : llvm::enumerate(transposePairs(loops, rows)))
      storeLanes(loops, value, memory, getPlace(row), pair);
  };
  int64_t tiles = llvm::divideCeil(lines.getSourceLines(), amxDepth);
  forEachSlice([&](Value slice) {
    loops.loop(tiles, [&](Value tile) {
      Value first =
          loops.add(slice, loops.mul(tile, amxDepth * lines.getLineSize()));
      loops.loop(lines.getColumns(), [&](Value column) {
        transposeTile(loops.add(first, loops.mul(column, amxDepth)));
      });
    });
  });
}
