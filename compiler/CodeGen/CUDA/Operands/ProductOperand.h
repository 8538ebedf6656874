//===- ProductOperand.h - What a block's product multiplies ---------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_PRODUCTOPERAND_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_PRODUCTOPERAND_H

#include "compiler/CodeGen/CUDA/Device/DeviceLaunch.h"

namespace anabranch::codegen::cuda {

/// Where an operand's element lies.
struct OperandPlace {
  /// In the group's first operand. Always a place in memory.
  llvm::SmallVector<mlir::Value> indices;
  /// Whether it is multiplied; else it stands for a zero.
  mlir::Value inside;
};

/// A left operand that is kept with its halo: a line of its slices is a pixel,
/// and products read a slice from another line on for each tap.
struct Halo {
  int64_t lines;
  /// How many turns read a slice, each with other taps.
  int64_t turns;
  /// Lines from eight pixels of a product to the next eight.
  int64_t stride;
  /// The line of the first pixel of 64 rows of the product.
  std::function<mlir::Value(mlir::Value patch)> getBegin;
  /// The same for the pixels that are the product's depth, from any sixteenth
  /// on.
  std::function<int64_t(int64_t depth)> getLine;
  /// How much further a tap reads.
  std::function<mlir::Value(mlir::Value tap)> getShift;
  /// How many slices after each other keep the same pixels.
  int64_t slicesPerTile = 1;
  /// If their places can be remembered: the number of a line's pixel among all
  /// of the batch, or less than zero.
  std::function<mlir::Value(mlir::Value line, mlir::Value slice)> findPixel;
  /// Where a pixel's element lies that has been found so.
  std::function<OperandPlace(mlir::Value pixel, mlir::Value slice,
                             mlir::Value position, mlir::Value depth)>
      locate;
};

/// The left operand (positions are rows) or the right one (columns) of a
/// block's product: an operand group with its prologue.
struct ProductOperand {
  ProductOperand(mlir::ValueRange group, mlir::Region &prologue,
                 int64_t positions, bool alongDepth, int64_t lanes = 1)
      : group(group), prologue(&prologue), positions(positions),
        alongDepth(alongDepth), lanes(lanes) {}

  mlir::ValueRange group;
  mlir::Region *prologue;
  /// Of a slice, in the product's terms: pixels, taps and channels, columns.
  int64_t positions;
  /// Whether neighbours in memory lie along the depth, else along positions.
  bool alongDepth;
  /// How many of them are loaded together.
  int64_t lanes;
  /// Finds what is at a position, relative to the block's first, of a slice,
  /// and at a depth within it. With a halo, that of the two which runs along
  /// lines counts these.
  std::function<OperandPlace(mlir::Value position, mlir::Value slice,
                             mlir::Value depth)>
      locate;
  std::optional<Halo> halo;
  /// If all turns read the same slice.
  bool isSingle = false;
  /// If slices lie in memory as a block multiplies them: the first element of a
  /// turn's, which lie behind each other. There is no prologue then.
  std::function<mlir::Value(mlir::Value turn)> getPackedBegin;
  /// After how many turns they read the same slices again; 0: never.
  int64_t period = 0;
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_OPERANDS_PRODUCTOPERAND_H
