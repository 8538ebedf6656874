//===- VectorCode.h - Scalar regions over vectors of channels -------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_VECTORCODE_H
#define ANABRANCH_COMPILER_CODEGEN_VECTORCODE_H

#include "compiler/CodeGen/LoopBuilder.h"
#include "dialects/Kernel/Kernel.h"

namespace anabranch::codegen {

/// What memory is read and written in.
constexpr int64_t cacheLineBytes = 64;

/// Consecutive channels handled together. Fewer than `lanes` are `valid` in a
/// tensor's last vector; 0 lanes stand for one scalar.
struct Lanes {
  int64_t lanes, valid;
  bool isScalar() const { return lanes == 0; }
  bool isMasked() const { return valid < lanes; }
};

/// The type of a value for each lane.
mlir::Type getLanesType(mlir::Type element, Lanes lanes);

/// Loads and stores at `indices`, of which the last is the first channel.
/// Invalid lanes read as zero and are not written.
mlir::Value loadLanes(LoopBuilder &loops, mlir::Value memref,
                      mlir::ValueRange indices, Lanes lanes);
void storeLanes(LoopBuilder &loops, mlir::Value value, mlir::Value memref,
                mlir::ValueRange indices, Lanes lanes);

/// Stores a vector of which no one reads anything soon. One that is just a line
/// of the cache goes past it: the line is not read first, and nothing else
/// makes room for it. The place has to be a multiple of the vector's size.
void streamLanes(LoopBuilder &loops, mlir::Value value, mlir::Value memref,
                 mlir::ValueRange indices);

/// `value` with zeros in the invalid lanes.
mlir::Value zeroInvalid(LoopBuilder &loops, mlir::Value value, Lanes lanes);

/// The value `constant` in every lane.
mlir::Value splat(LoopBuilder &loops, mlir::Type element, double constant,
                  Lanes lanes);

/// `value` in every lane.
mlir::Value broadcast(LoopBuilder &loops, mlir::Value value, Lanes lanes);

/// The columns of the square whose rows are vectors of a power of two of lanes.
llvm::SmallVector<mlir::Value> transpose(LoopBuilder &loops,
                                         llvm::ArrayRef<mlir::Value> rows);

/// The lanes of two vectors in turns, in one that is twice as long.
mlir::Value interleave(LoopBuilder &loops, mlir::Value even, mlir::Value odd);

/// The columns of a square whose elements are pairs of numbers of 16 bits that
/// stay together: vectors of twice as many lanes as there are rows.
llvm::SmallVector<mlir::Value> transposePairs(LoopBuilder &loops,
                                              llvm::ArrayRef<mlir::Value> rows);

/// The element's place in a tensor of the domain, in memory order.
mlir::Value getElementIndex(LoopBuilder &loops, mlir::ShapedType domain,
                            mlir::ValueRange indices);

/// Whether an operand is the same in all rows of the domain's channels.
bool isSameInAllRows(mlir::ShapedType domain, mlir::Value operand);

/// Loads an operand for the domain's element(s) at `indices`, broadcasting it
/// as `kernel::getBroadcast` says.
mlir::Value loadOperand(LoopBuilder &loops, mlir::Value memref,
                        mlir::ShapedType domain, mlir::ValueRange indices,
                        Lanes lanes);

/// The same for each of a group of operands.
llvm::SmallVector<mlir::Value>
loadOperands(LoopBuilder &loops, mlir::ValueRange group,
             mlir::ShapedType domain, mlir::ValueRange indices, Lanes lanes);

/// Clones a region's scalar code over vectors and returns what it yields.
/// `indices` are those of the first lane's element in a tensor of the domain.
llvm::SmallVector<mlir::Value>
cloneOverLanes(LoopBuilder &loops, mlir::Region &region,
               mlir::ValueRange arguments, mlir::ShapedType domain,
               mlir::ValueRange indices, Lanes lanes);

/// Loads one element (or vector) of an operand group and applies its prologue.
mlir::Value loadWithPrologue(LoopBuilder &loops, mlir::ValueRange group,
                             mlir::Region &prologue, mlir::ValueRange indices,
                             Lanes lanes);

/// Calls `body(channel, lanes)` for all vectors of `channels` channels: a loop
/// over the whole ones, and the rest.
void forEachVector(LoopBuilder &loops, int64_t channels, int64_t lanes,
                   llvm::function_ref<void(mlir::Value, Lanes)> body);

/// Calls `body(x, channel, lanes)` for every pixel in a row of images and all
/// vectors of its channels.
void forEachPixel(
    LoopBuilder &loops, mlir::ShapedType images, int64_t lanes,
    llvm::function_ref<void(mlir::Value, mlir::Value, Lanes)> body);

/// The same for every row of an image: `body(y, x, channel, lanes)`.
void forEachPixel(
    LoopBuilder &loops, mlir::ShapedType images, int64_t lanes,
    llvm::function_ref<void(mlir::Value, mlir::Value, mlir::Value, Lanes)>
        body);

} // namespace anabranch::codegen

#endif // ANABRANCH_COMPILER_CODEGEN_VECTORCODE_H
