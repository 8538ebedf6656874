//===- DeviceReport.h - What each kernel takes of a GPU -------------------===//

#ifndef ANABRANCH_COMPILER_TARGET_DEVICEREPORT_H
#define ANABRANCH_COMPILER_TARGET_DEVICEREPORT_H

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

namespace anabranch::target {

/// A launch's kernel and the block it runs in.
struct DeviceKernel {
  std::string name;
  int64_t threads, sharedBytes;
};

/// The kernels of a module of LLVM's dialect.
std::vector<DeviceKernel> getKernels(mlir::gpu::GPUModuleOp module);

/// Prints a row for each kernel: registers, spills and shared memory as ptxas
/// -v has them in `messages`, and the part of a multiprocessor's threads that
/// they leave room for.
void printReport(llvm::ArrayRef<DeviceKernel> kernels, llvm::StringRef messages,
                 llvm::StringRef chip, llvm::raw_ostream &stream);

} // namespace anabranch::target

#endif // ANABRANCH_COMPILER_TARGET_DEVICEREPORT_H
