//===- DeviceReport.cpp - What each kernel takes of a GPU -----------------===//

#include "compiler/Target/DeviceReport.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

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

/// Threads of a multiprocessor that such blocks can fill at the same time. It
/// has 65,536 registers, given out by 8 to each thread of a warp (CUDA C++
/// Programming Guide, compute capabilities 8.0 and 9.0).
static double getOccupancy(const Usage &usage, const DeviceKernel &kernel,
                           StringRef chip) {
  constexpr int64_t registers = 65536, threads = 2048, blocks = 32;
  int64_t sharedBytes = (chip.starts_with("sm_9") ? 228 : 164) * 1024;
  int64_t fit =
      std::min(blocks, threads / std::max<int64_t>(kernel.threads, 1));
  if (usage.registers > 0)
    fit = std::min(fit, registers / (kernel.threads *
                                     static_cast<int64_t>(
                                         llvm::alignTo(usage.registers, 8))));
  // A block takes a kibibyte more than it asks for.
  fit = std::min(fit,
                 sharedBytes / (kernel.sharedBytes + usage.sharedBytes + 1024));
  return static_cast<double>(fit * kernel.threads) /
         static_cast<double>(threads);
}

void target::printReport(llvm::ArrayRef<DeviceKernel> kernels,
                         StringRef messages, StringRef chip,
                         llvm::raw_ostream &stream) {
  llvm::StringMap<Usage> usages = parseMessages(messages);
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
                            getOccupancy(usage, kernel, chip));
  }
}
