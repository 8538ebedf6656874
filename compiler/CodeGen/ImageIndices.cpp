//===- ImageIndices.cpp - Where a pixel of an image lies ------------------===//

#include "compiler/CodeGen/ImageIndices.h"

using namespace mlir;
using namespace anabranch;

SmallVector<Value> codegen::getImageIndices(ShapedType images,
                                            const Pixel &pixel, Value channel) {
  switch (images.getRank()) {
  case 2:
    return {pixel.n, channel};
  case 3:
    return {pixel.n, pixel.x, channel};
  default:
    return {pixel.n, pixel.y, pixel.x, channel};
  }
}
