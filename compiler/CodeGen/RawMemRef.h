//===- RawMemRef.h - Memrefs at raw addresses -----------------------------===//

#ifndef ANABRANCH_COMPILER_CODEGEN_RAWMEMREF_H
#define ANABRANCH_COMPILER_CODEGEN_RAWMEMREF_H

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/IR/Builders.h"

namespace anabranch::codegen {

/// A dense memref at an address. Only its first dimension may be dynamic:
/// it is `extent`, of the width that `types` has for an index.
mlir::Value makeRawMemRef(mlir::OpBuilder &builder, mlir::Location location,
                          const mlir::LLVMTypeConverter &types,
                          mlir::MemRefType type, mlir::Value address,
                          mlir::Value extent);

} // namespace anabranch::codegen

#endif // ANABRANCH_COMPILER_CODEGEN_RAWMEMREF_H
