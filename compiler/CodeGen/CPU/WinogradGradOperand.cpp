//===- WinogradGradOperand.cpp - An operand of a filter's gradient --------===//

#include "compiler/CodeGen/CPU/WinogradGradOperand.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

WinogradGradOperand::WinogradGradOperand(
    const schedule::WinogradGradTiling &tiling, LoopBuilder &loops,
    ValueRange data, Region &prologue, Type element, Dimension rows,
    Dimension columns, int64_t blockChannels, int64_t width, Value workspace,
    int64_t size)
    : tiling(tiling), loops(loops), data(data), prologue(prologue),
      element(element), rows(std::move(rows)), columns(std::move(columns)),
      blockChannels(blockChannels), width(width),
      pointStride(tiling.getPointStride(width)), workspace(workspace),
      size(size),
      copied{/*images=*/1,
             this->rows.getPixels(tiling.blockRows),
             this->columns.getPixels(tiling.tileColumns),
             cast<ShapedType>(data.front().getType()).getShape().back(),
             this->columns.first,
             tiling.lanes} {}

Value WinogradGradOperand::view() const {
  return loops.view(workspace, 0, element, size);
}

Value WinogradGradOperand::getStart(Value block, Value point) const {
  return loops.mul(loops.add(loops.mul(block, tiling.getPoints()), point),
                   pointStride);
}

void WinogradGradOperand::transform(Value image, Value tileRow, Value firstTile,
                                    Value copy) const {
  // The first row of tiles is a multiple of the dilation.
  copyImageBlock(loops, copied, data, prologue, image, loops.index(1),
                 loops.add(loops.mul(tileRow, rows.places.step), rows.first),
                 loops.index(0), copy);
  TileTransform transform{rows,
                          columns,
                          copy,
                          copied.columns * copied.channels,
                          copied.channels,
                          view(),
                          loops.index(pointStride),
                          tiling.lanes,
                          /*fillsVectors=*/true};
  forEachTile(loops, transform, tiling.blockRows, tiling.tileColumns,
              [&](Value row, Value column, Value corner) {
                Value tile =
                    loops.add(loops.mul(row, tiling.tileColumns), column);
                transformTile(transform, corner, loops.add(firstTile, tile));
              });
}

/// All blocks of channels, of which the last may have fewer.
void WinogradGradOperand::transformTile(const TileTransform &transform,
                                        Value corner, Value tile) const {
  auto transformBlock = [&](Value block, int64_t channels) {
    Value start = loops.add(loops.mul(block, tiling.getPoints() * pointStride),
                            loops.mul(tile, width));
    cpu::transformTile(loops, transform,
                       loops.add(corner, loops.mul(block, blockChannels)),
                       start, channels);
  };
  int64_t whole = copied.channels / blockChannels;
  loops.loop(whole, [&](Value block) { transformBlock(block, blockChannels); });
  if (int64_t rest = copied.channels % blockChannels)
    transformBlock(loops.index(whole), rest);
}
