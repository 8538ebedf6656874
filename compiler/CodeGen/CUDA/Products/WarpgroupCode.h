//===- WarpgroupCode.h - Instructions of warpgroups -----------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_WARPGROUPCODE_H
#define ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_WARPGROUPCODE_H

#include "compiler/CodeGen/CUDA/Products/BlockProduct.h"

namespace anabranch::codegen::cuda {

/// Products of four warps by wgmma, which reads both operands from shared
/// memory, as core matrices of 8 rows of 16 bytes that descriptors find (PTX
/// ISA, "Asynchronous Warpgroup Level Matrix Shared Memory Layout" and "Matrix
/// Descriptor Format"): bf16, summed in f32. A product has 64 of the block's
/// rows and all of its columns; or 64 columns and a warpgroup's rows, where
/// channels are an instruction's rows.
class WarpgroupCode : public ProductCode {
public:
  void wait(int64_t turns) override;
  /// wgmma reads by another path than threads write by.
  void publish() override;

protected:
  WarpgroupCode(LoopBuilder &loops, const Thread &thread,
                const schedule::ProductTiling &tiling);

  /// A product's sums at first: half as many numbers as instructions have
  /// columns.
  mlir::Value getZero();
  void begin();
  /// Describes a turn's slice from `bytes` on.
  mlir::Value describe(const SharedSlices &slices, mlir::Value bytes,
                       mlir::Value turn);
  /// The descriptor of what lies some bytes further.
  mlir::Value advance(mlir::Value descriptor, int64_t bytes);
  /// Adds the product of what two descriptors describe, over a slice's depth.
  mlir::Value addProduct(const SharedSlices &left, mlir::Value leftBegin,
                         const SharedSlices &right, mlir::Value rightBegin,
                         mlir::Value sums);
  void commit();
  /// Calls `body` for a thread's pairs of neighbouring results of a product
  /// whose first row is `firstRow` of the block.
  void forEachPairOf(mlir::Value sums, mlir::Value firstRow, ResultCode body);

  static constexpr int64_t groupRows = schedule::ProductTiling::instructionRows,
                           coreRows = 8;

  LoopBuilder &loops;
  mlir::OpBuilder &builder;
  mlir::Location location;
  const schedule::ProductTiling &tiling;
  mlir::Value number; ///< of the thread
  mlir::Value group;  ///< the warpgroup

private:
  /// What an instruction multiplies, and whether lines are along its depth.
  struct Factor {
    mlir::Value descriptor;
    bool alongDepth;
  };
  mlir::Value makeWord(int64_t value);
  mlir::Value multiplyStep(const Factor &rows, const Factor &columns,
                           mlir::Value sums);
};

} // namespace anabranch::codegen::cuda

#endif // ANABRANCH_COMPILER_CODEGEN_CUDA_PRODUCTS_WARPGROUPCODE_H
