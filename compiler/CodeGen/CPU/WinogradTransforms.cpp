//===- WinogradTransforms.cpp - Tiles to points and back ------------------===//

#include "compiler/CodeGen/CPU/WinogradTransforms.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

Value cpu::getFirstPixel(LoopBuilder &loops, schedule::TilePlaces places,
                         Value tile, int64_t pixelSize) {
  if (places.dilation == 1)
    return loops.mul(tile, places.step * pixelSize);
  Value pixel = loops.add(loops.mul(loops.div(tile, places.dilation),
                                    places.dilation * places.step),
                          loops.rem(tile, places.dilation));
  return loops.mul(pixel, pixelSize);
}

void cpu::forEachTile(LoopBuilder &loops, const TileTransform &transform,
                      int64_t rows, int64_t columns,
                      function_ref<void(Value, Value, Value)> body) {
  loops.loop(rows, [&](Value row) {
    loops.loop(columns, [&](Value column) {
      body(row, column,
           loops.add(getFirstPixel(loops, transform.height.places, row,
                                   transform.rowSize),
                     getFirstPixel(loops, transform.width.places, column,
                                   transform.pixelSize)));
    });
  });
}

void cpu::transformTile(LoopBuilder &loops, const TileTransform &transform,
                        Value corner, Value start, int64_t channels) {
  int64_t lanes = transform.lanes;
  int64_t rowSize = transform.rowSize * transform.height.places.dilation;
  int64_t pixelSize = transform.pixelSize * transform.width.places.dilation;
  forEachVector(loops, channels, lanes, [&](Value channel, Lanes vector) {
    Value first = loops.add(corner, channel);
    auto load = [&](int64_t i, int64_t j) {
      return loadLanes(loops, transform.pixels,
                       loops.add(first, i * rowSize + j * pixelSize), vector);
    };
    Value target = loops.add(start, channel);
    int64_t point = 0;
    for (const auto &row :
         applyToTile(loops, transform.height.transform,
                     transform.width.transform, load, {lanes, lanes}))
      for (Value value : row)
        storeLanes(loops, value, transform.points,
                   loops.add(target, loops.mul(transform.pointStride, point++)),
                   transform.fillsVectors ? Lanes{lanes, lanes} : vector);
  });
}

Value WinogradResults::getTile(Value n, Value row, Value column) {
  Value line = loops.add(loops.mul(n, tiling.tileRows), row);
  return loops.add(loops.mul(line, tiling.getTileColumns()), column);
}

void WinogradResults::prefetch(const WinogradBlock &place, Value channelBlock,
                               Value point, Value firstTile, int64_t tiles) {
  schedule::TilePlaces rows = tiling.tile.height.getResultPlaces();
  schedule::TilePlaces columns = tiling.tile.width.getResultPlaces();
  int64_t tileColumns = tiling.getTileColumns();
  int64_t lineChannels = arguments.getLineElements();
  int64_t pixelLines = llvm::divideCeil(blockChannels, lineChannels);
  int64_t tileLines = rows.step * columns.step * pixelLines;
  int64_t pointLines = llvm::divideCeil(tileLines, tiling.getPoints());
  Value firstLine = loops.mul(point, pointLines);
  loops.when(loops.less(firstLine, loops.index(tileLines)), [&] {
    loops.loop(tiles, [&](Value number) {
      Value tile = loops.add(firstTile, number);
      Value tileRow = loops.div(tile, tileColumns);
      Value image = loops.add(place.image, loops.div(tileRow, tiling.tileRows));
      Value top = getFirstPixel(
          loops, rows,
          loops.add(place.firstTileRow, loops.rem(tileRow, tiling.tileRows)));
      Value left = getFirstPixel(loops, columns, loops.rem(tile, tileColumns));
      for (int64_t i = 0; i < pointLines; ++i) {
        // Addresses outside the images do no harm.
        Value line = loops.add(firstLine, i);
        Value pixel = loops.div(line, pixelLines);
        Value channel =
            loops.add(loops.mul(channelBlock, blockChannels),
                      loops.mul(loops.rem(line, pixelLines), lineChannels));
        Value row = loops.add(
            top, loops.mul(loops.div(pixel, columns.step), rows.dilation));
        Value column = loops.add(
            left, loops.mul(loops.rem(pixel, columns.step), columns.dilation));
        arguments.prefetchEpilogue(loops, {image, row, column, channel});
      }
    });
  });
}

void WinogradResults::transform(const WinogradBlock &place, Value products,
                                Value channelBlock, int64_t valid,
                                Value blocks) {
  // Tile after tile for one vector of channels, so that sums stay in registers.
  forEachVector(loops, valid, lanes, [&](Value lane, Lanes lanesOfVector) {
    VectorPlace vector{products, lane,
                       loops.add(loops.mul(channelBlock, blockChannels), lane),
                       lanesOfVector};
    SmallVector<Value> sums(static_cast<size_t>(arguments.sums),
                            arguments.sums == 0
                                ? Value()
                                : splat(loops, element, 0, {lanes, lanes}));
    auto loop = [&](Value count, ValueRange carried,
                    function_ref<SmallVector<Value>(Value, ValueRange)> body) {
      return llvm::to_vector(
          loops.loop(loops.index(0), count, 1, carried, body));
    };
    sums = loop(place.imageCount, sums, [&](Value n, ValueRange image) {
      return loop(loops.index(tiling.tileRows), image,
                  [&](Value row, ValueRange line) {
                    return loop(loops.index(tiling.getTileColumns()), line,
                                [&](Value column, ValueRange carried) {
                                  return transformTile(place, vector, n, row,
                                                       column, carried);
                                });
                  });
    });
    getSums(blocks).set(place.number, sums, vector.channel, vector.lanes);
  });
}

SmallVector<Value> WinogradResults::transformTile(const WinogradBlock &place,
                                                  const VectorPlace &vector,
                                                  Value n, Value row,
                                                  Value column,
                                                  ValueRange carried) {
  schedule::TilePlaces rows = tiling.tile.height.getResultPlaces();
  schedule::TilePlaces columns = tiling.tile.width.getResultPlaces();
  int64_t points = tiling.tile.width.getPoints();
  Value start =
      loops.add(loops.mul(getTile(n, row, column), blockChannels), vector.lane);
  ValueMatrix pixels = applyToTile(
      loops, tiling.tile.height.result, tiling.tile.width.result,
      [&](int64_t i, int64_t j) {
        return loadLanes(loops, vector.products,
                         loops.add(start, (i * points + j) * getPointStride()),
                         {lanes, lanes});
      },
      {lanes, lanes});
  SmallVector<Value> sums = llvm::to_vector(carried);
  Value top = getFirstPixel(loops, rows, loops.add(place.firstTileRow, row));
  Value left = getFirstPixel(loops, columns, column);
  for (int64_t i = 0; i < rows.step; ++i)
    for (int64_t j = 0; j < columns.step; ++j) {
      Value y = loops.add(top, i * rows.dilation);
      Value x = loops.add(left, j * columns.dilation);
      sums = finishPixel({loops.add(place.image, n), y, x, vector.channel}, i,
                         j, pixels[i][j], vector.lanes, sums);
    }
  return sums;
}

/// Whether result number `pixel` of some tile lies behind the last of `size`.
static bool reachesBehind(schedule::TilePlaces places, int64_t pixel,
                          int64_t size) {
  // Of the tiles that interleave at the end.
  int64_t rest = size % (places.step * places.dilation);
  int64_t last = (pixel + 1) * places.dilation - 1;
  return rest != 0 && last >= rest;
}

/// Runs the epilogue unless the pixel of a tile at an edge is none.
SmallVector<Value> WinogradResults::finishPixel(ValueRange indices, int64_t i,
                                                int64_t j, Value value,
                                                Lanes vector,
                                                ArrayRef<Value> sums) {
  auto finish = [&]() -> SmallVector<Value> {
    SmallVector<Value> results;
    for (auto [sum, term] : llvm::zip_equal(
             sums, arguments.storeEpilogue(loops, value, indices, vector)))
      results.push_back(
          arith::AddFOp::create(loops.builder, loops.location, sum, term));
    return results;
  };
  Value inside;
  if (reachesBehind(tiling.tile.height.getResultPlaces(), i,
                    tiling.resultHeight))
    inside = loops.less(indices[1], loops.index(tiling.resultHeight));
  if (reachesBehind(tiling.tile.width.getResultPlaces(), j,
                    tiling.resultWidth)) {
    Value insideRow = loops.less(indices[2], loops.index(tiling.resultWidth));
    inside = inside ? loops.both(inside, insideRow) : insideRow;
  }
  if (!inside)
    return finish();
  auto branch = scf::IfOp::create(
      loops.builder, loops.location, inside,
      [&](OpBuilder &, Location) {
        scf::YieldOp::create(loops.builder, loops.location, finish());
      },
      [&](OpBuilder &, Location) {
        scf::YieldOp::create(loops.builder, loops.location, sums);
      });
  return llvm::to_vector_of<Value>(branch.getResults());
}
