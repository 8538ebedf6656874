//===- ImageBlock.cpp - A padded block of images in scratch memory --------===//

#include "compiler/CodeGen/CPU/ImageBlock.h"

#include "compiler/CodeGen/ImageIndices.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cpu;

Value cpu::getFirstSourceRow(LoopBuilder &loops,
                             const schedule::DimensionPlan &height, Value row) {
  return loops.add(
      loops.mul(loops.div(row, height.phaseStep), height.sourceStep),
      height.lowest);
}

void cpu::copyImageBlock(LoopBuilder &loops, const ImageBlock &block,
                         ValueRange group, Region &prologue, Value firstImage,
                         Value imageCount, Value firstRow, Value firstChannel,
                         Value copy) {
  auto source = cast<ShapedType>(group.front().getType());
  Type element = getElementTypeOrSelf(copy.getType());
  int64_t rank = source.getRank();
  int64_t height = rank == 4 ? source.getDimSize(1) : 1;
  int64_t width = rank == 2 ? 1 : source.getDimSize(rank - 2);
  int64_t left = std::clamp<int64_t>(-block.firstColumn, 0, block.columns);
  int64_t right =
      std::clamp<int64_t>(width - block.firstColumn, left, block.columns);

  loops.loop(imageCount, [&](Value n) {
    loops.loop(block.rows, [&](Value r) {
      Value rowStart =
          loops.mul(loops.add(loops.mul(n, block.rows), r), block.getRowSize());
      auto zeroColumns = [&](int64_t begin, int64_t end) {
        if (begin >= end)
          return;
        int64_t pixelSize = block.getPixelSize();
        Value start = loops.add(rowStart, begin * pixelSize);
        forEachVector(loops, (end - begin) * pixelSize, block.lanes,
                      [&](Value i, Lanes lanes) {
                        storeLanes(loops, splat(loops, element, 0, lanes), copy,
                                   loops.add(start, i), lanes);
                      });
      };
      auto copyRow = [&](Value row) {
        zeroColumns(0, left);
        loops.loop(right - left, [&](Value c) {
          Value column = loops.add(c, left + block.firstColumn);
          Value start = loops.add(
              rowStart, loops.mul(loops.add(c, left), block.getPixelSize()));
          forEachVector(
              loops, block.channels, block.lanes,
              [&](Value channel, Lanes lanes) {
                Value value = loadWithPrologue(
                    loops, group, prologue,
                    getImageIndices(source,
                                    {loops.add(firstImage, n), row, column},
                                    loops.add(firstChannel, channel)),
                    lanes);
                storeLanes(loops, value, copy, loops.add(start, channel),
                           lanes);
              });
        });
        zeroColumns(right, block.columns);
      };

      Value row = loops.add(firstRow, r);
      Value inside = loops.both(loops.less(loops.index(-1), row),
                                loops.less(row, loops.index(height)));
      scf::IfOp::create(
          loops.builder, loops.location, inside,
          [&](OpBuilder &, Location) {
            copyRow(row);
            scf::YieldOp::create(loops.builder, loops.location);
          },
          [&](OpBuilder &, Location) {
            zeroColumns(0, block.columns);
            scf::YieldOp::create(loops.builder, loops.location);
          });
    });
  });
}
