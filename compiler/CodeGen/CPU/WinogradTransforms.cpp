//===- WinogradTransforms.cpp - Tiles to points and back ------------------===//

#include "compiler/CodeGen/CPU/WinogradTransforms.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

void cpu::transformTile(LoopBuilder &loops, const TileTransform &transform,
                        Value corner, Value start, int64_t channels) {
  int64_t lanes = transform.lanes;
  forEachVector(loops, channels, lanes, [&](Value channel, Lanes vector) {
    Value first = loops.add(corner, channel);
    auto load = [&](int64_t i, int64_t j) {
      return loadLanes(
          loops, transform.pixels,
          loops.add(first, i * transform.rowSize + j * transform.pixelSize),
          vector);
    };
    Value target = loops.add(start, channel);
    int64_t point = 0;
    for (const auto &row : applyToTile(loops, transform.height, transform.width,
                                       load, {lanes, lanes}))
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
  int64_t height = tiling.tile.height.getResults();
  int64_t width = tiling.tile.width.getResults();
  int64_t columns = tiling.getTileColumns();
  int64_t lineChannels = arguments.getLineElements();
  int64_t pixelLines = llvm::divideCeil(blockChannels, lineChannels);
  int64_t tileLines = height * width * pixelLines;
  int64_t pointLines = llvm::divideCeil(tileLines, tiling.getPoints());
  Value firstLine = loops.mul(point, pointLines);
  loops.when(loops.less(firstLine, loops.index(tileLines)), [&] {
    loops.loop(tiles, [&](Value number) {
      Value tile = loops.add(firstTile, number);
      Value tileRow = loops.div(tile, columns);
      Value image = loops.add(place.image, loops.div(tileRow, tiling.tileRows));
      Value top = loops.mul(
          loops.add(place.firstTileRow, loops.rem(tileRow, tiling.tileRows)),
          height);
      Value left = loops.mul(loops.rem(tile, columns), width);
      for (int64_t i = 0; i < pointLines; ++i) {
        // Addresses outside the images do no harm.
        Value line = loops.add(firstLine, i);
        Value pixel = loops.div(line, pixelLines);
        Value channel =
            loops.add(loops.mul(channelBlock, blockChannels),
                      loops.mul(loops.rem(line, pixelLines), lineChannels));
        arguments.prefetchEpilogue(
            loops, {image, loops.add(top, loops.div(pixel, width)),
                    loops.add(left, loops.rem(pixel, width)), channel});
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
  int64_t height = tiling.tile.height.getResults();
  int64_t width = tiling.tile.width.getResults();
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
  for (int64_t i = 0; i < height; ++i)
    for (int64_t j = 0; j < width; ++j) {
      Value y =
          loops.add(loops.mul(loops.add(place.firstTileRow, row), height), i);
      Value x = loops.add(loops.mul(column, width), j);
      sums = finishPixel({loops.add(place.image, n), y, x, vector.channel}, i,
                         j, pixels[i][j], vector.lanes, sums);
    }
  return sums;
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
  int64_t restRows = tiling.resultHeight % tiling.tile.height.getResults();
  int64_t restColumns = tiling.resultWidth % tiling.tile.width.getResults();
  Value inside;
  if (restRows != 0 && i >= restRows)
    inside = loops.less(indices[1], loops.index(tiling.resultHeight));
  if (restColumns != 0 && j >= restColumns) {
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
