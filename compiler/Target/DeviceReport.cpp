//===- DeviceReport.cpp - What each kernel takes of a GPU -----------------===//

#include "compiler/Target/DeviceReport.h"

#include "compiler/Target/Multiprocessor.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

using namespace anabranch;
using namespace anabranch::target;
using llvm::StringRef;

namespace {
/// What ptxas says of one function.
struct Usage {
  int64_t registers = 0, spilledBytes = 0, sharedBytes = 0;
};
} // namespace

std::vector<DeviceKernel> target::getKernels(mlir::gpu::GPUModuleOp module) {
  std::vector<DeviceKernel> kernels;
  for (auto function : module.getOps<mlir::LLVM::LLVMFuncOp>()) {
    auto threads = function->getAttrOfType<mlir::DenseI32ArrayAttr>(
        mlir::NVVM::NVVMDialect::getMaxntidAttrName());
    auto shared =
        function->getAttrOfType<mlir::IntegerAttr>("kernel.shared_bytes");
    kernels.push_back({function.getSymName().str(),
                       threads ? threads.asArrayRef().front() : 0,
                       shared ? shared.getInt() : 0});
  }
  return kernels;
}

/// The number before `unit` in a line such as "Used 40 registers, ...".
static int64_t findNumber(StringRef line, StringRef unit) {
  size_t end = line.find(unit);
  if (end == StringRef::npos)
    return 0;
  StringRef before = line.take_front(end).rtrim();
  int64_t number = 0;
  (void)llvm::to_integer(
      before.take_back(before.size() - before.find_last_of(' ') - 1), number);
  return number;
}

static llvm::StringMap<Usage> parseMessages(StringRef messages) {
  llvm::StringMap<Usage> usages;
  Usage *current = nullptr;
  llvm::SmallVector<StringRef> lines;
  messages.split(lines, '\n');
  for (StringRef line : lines) {
    if (line.contains("Compiling entry function"))
      current = &usages[line.split('\'').second.split('\'').first];
    if (!current)
      continue;
    if (line.contains("bytes spill stores"))
      current->spilledBytes = findNumber(line, "bytes spill stores");
    if (line.contains("registers")) {
      current->registers = findNumber(line, "registers");
      current->sharedBytes = findNumber(line, "bytes smem");
    }
  }
  return usages;
}

/// The part of a multiprocessor's threads that such blocks can fill at the same
/// time.
static double getOccupancy(const Usage &usage, const DeviceKernel &kernel,
                           const Multiprocessor &multiprocessor) {
  int64_t blocks = multiprocessor.countBlocks(
      kernel.threads, usage.registers, kernel.sharedBytes + usage.sharedBytes);
  return static_cast<double>(blocks * kernel.threads) /
         static_cast<double>(multiprocessor.threads);
}

void target::printReport(llvm::ArrayRef<DeviceKernel> kernels,
                         StringRef messages, StringRef chip,
                         llvm::raw_ostream &stream) {
  llvm::StringMap<Usage> usages = parseMessages(messages);
  Multiprocessor multiprocessor = getMultiprocessor(chip);
  size_t width = StringRef("kernel").size();
  for (const DeviceKernel &kernel : kernels)
    width = std::max(width, kernel.name.size());
  auto name = [&](StringRef text) {
    return llvm::left_justify(text, static_cast<unsigned>(width));
  };
  stream << "\nKernels on " << chip << "\n\n"
         << name("kernel")
         << "  threads  registers  spilled  shared memory  occupancy\n";
  for (const DeviceKernel &kernel : kernels) {
    const Usage &usage = usages[kernel.name];
    stream << name(kernel.name)
           << llvm::formatv("  {0,7}  {1,9}  {2,7}  {3,13}  {4,8:P0}\n",
                            kernel.threads, usage.registers, usage.spilledBytes,
                            kernel.sharedBytes + usage.sharedBytes,
                            getOccupancy(usage, kernel, multiprocessor));
  }
}
