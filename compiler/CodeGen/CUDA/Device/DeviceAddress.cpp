//===- DeviceAddress.cpp - Addresses for instructions of the GPU ----------===//

#include "compiler/CodeGen/CUDA/Device/DeviceAddress.h"

#include "compiler/CodeGen/VectorCode.h"

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;

Value cuda::toWord(LoopBuilder &loops, Value index) {
  return arith::IndexCastUIOp::create(loops.builder, loops.location,
                                      loops.builder.getI32Type(), index);
}

Value cuda::makeWord(LoopBuilder &loops, int64_t value) {
  return arith::ConstantOp::create(
      loops.builder, loops.location,
      loops.builder.getI32IntegerAttr(static_cast<int32_t>(value)));
}

Value cuda::getSharedAddress(LoopBuilder &loops, Value memory, Value element,
                             int64_t elementBytes) {
  constexpr unsigned sharedSpace = 3;
  Value address = memref::ExtractAlignedPointerAsIndexOp::create(
      loops.builder, loops.location, memory);
  address = loops.add(address, loops.mul(element, elementBytes));
  return LLVM::IntToPtrOp::create(
      loops.builder, loops.location,
      LLVM::LLVMPointerType::get(loops.builder.getContext(), sharedSpace),
      toWord(loops, address));
}

Value cuda::getSharedAddress(LoopBuilder &loops, Value memory,
                             ValueRange indices) {
  auto type = cast<MemRefType>(memory.getType());
  return getSharedAddress(loops, memory, getElementIndex(loops, type, indices),
                          type.getElementTypeBitWidth() / 8);
}

Value cuda::getGlobalAddress(LoopBuilder &loops, Value memory,
                             ValueRange indices) {
  OpBuilder &builder = loops.builder;
  Location location = loops.location;
  MLIRContext *context = builder.getContext();
  constexpr unsigned globalSpace = 1, indexBits = 32;
  constexpr int64_t alignedField = 1;
  LowerToLLVMOptions options(context);
  options.overrideIndexBitwidth(indexBits);
  LLVMTypeConverter types(context, options);
  auto type = cast<MemRefType>(memory.getType());
  Value descriptor = UnrealizedConversionCastOp::create(
                         builder, location, types.convertType(type), memory)
                         .getResult(0);
  Value base =
      LLVM::ExtractValueOp::create(builder, location, descriptor, alignedField);
  base = LLVM::AddrSpaceCastOp::create(
      builder, location, LLVM::LLVMPointerType::get(context, globalSpace),
      base);
  Value place = getElementIndex(loops, type, indices);
  return LLVM::GEPOp::create(builder, location, base.getType(),
                             type.getElementType(), base, toWord(loops, place));
}
