//===- RawMemRef.cpp - Memrefs at raw addresses ---------------------------===//

#include "compiler/CodeGen/RawMemRef.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"

using namespace mlir;
using namespace anabranch;

Value codegen::makeRawMemRef(OpBuilder &builder, Location location,
                             const LLVMTypeConverter &types, MemRefType type,
                             Value address, Value extent) {
  auto descriptor =
      MemRefDescriptor::poison(builder, location, types.convertType(type));
  descriptor.setAllocatedPtr(builder, location, address);
  descriptor.setAlignedPtr(builder, location, address);
  descriptor.setConstantOffset(builder, location, 0);
  int64_t stride = 1;
  for (int64_t i = type.getRank() - 1; i >= 0; --i) {
    descriptor.setConstantStride(builder, location, i, stride);
    if (type.isDynamicDim(i)) {
      descriptor.setSize(builder, location, i, extent);
    } else {
      descriptor.setConstantSize(builder, location, i, type.getDimSize(i));
      stride *= type.getDimSize(i);
    }
  }
  return UnrealizedConversionCastOp::create(builder, location, type,
                                            Value(descriptor))
      .getResult(0);
}
