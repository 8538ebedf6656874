//===- BulkCopy.cpp - Copies to shared memory that need no threads --------===//

#include "compiler/CodeGen/CUDA/Operands/BulkCopy.h"

#include "compiler/CodeGen/CUDA/Device/DeviceAddress.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;

void cuda::copySlice(LoopBuilder &loops, const SharedSlices &slices,
                     Value slice, Value slot, Value barrier) {
  OpBuilder &builder = loops.builder;
  Location location = loops.location;
  Value bytes = makeWord(loops, slices.getSlotBytes());
  NVVM::MBarrierArriveExpectTxOp::create(
      builder, location, /*res=*/Type(), barrier, bytes,
      NVVM::MemScopeKind::CTA, /*relaxed=*/false, /*predicate=*/Value());
  // A block alone is a cluster, and its memory the cluster's.
  constexpr unsigned clusterSpace = 7;
  Value place = LLVM::AddrSpaceCastOp::create(
      builder, location,
      LLVM::LLVMPointerType::get(builder.getContext(), clusterSpace),
      getSharedAddress(loops, slices.getMemory(), slot, slices.getSlotBytes()));
  const ProductOperand &operand = slices.getOperand();
  NVVM::CpAsyncBulkGlobalToSharedClusterOp::create(
      builder, location, place,
      getGlobalAddress(loops, operand.group.front(),
                       operand.getPackedBegin(slice)),
      barrier, bytes, /*multicastMask=*/Value(), /*l2CacheHint=*/Value());
}
