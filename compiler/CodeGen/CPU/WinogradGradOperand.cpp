//===- WinogradGradOperand.cpp - An operand of a filter's gradient --------===//

#include "compiler/CodeGen/CPU/WinogradGradOperand.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

/// Pixels that so many tiles read.
static int64_t getPixels(const WinogradGradOperand::Dimension &dimension,
                         int64_t tiles) {
  return (tiles - 1) * dimension.step + dimension.transform.getInputs();
}

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
             getPixels(this->rows, tiling.blockRows),
             getPixels(this->columns, tiling.tileColumns),
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
  copyImageBlock(loops, copied, data, prologue, image, loops.index(1),
                 loops.add(loops.mul(tileRow, rows.step), rows.first),
                 loops.index(0), copy);
  int64_t rowSize = copied.columns * copied.channels;
  TileTransform transform{rows.transform,
                          columns.transform,
                          copy,
                          rowSize,
                          copied.channels,
                          view(),
                          loops.index(pointStride),
                          tiling.lanes,
                          /*fillsVectors=*/true};
  loops.loop(tiling.blockRows, [&](Value row) {
    loops.loop(tiling.tileColumns, [&](Value column) {
      Value corner =
          loops.add(loops.mul(row, rows.step * rowSize),
                    loops.mul(column, columns.step * copied.channels));
      transformTile(
          transform, corner,
          loops.add(firstTile,
                    loops.add(loops.mul(row, tiling.tileColumns), column)));
    });
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
