//===- FusionReport.cpp - What was fused, what it saves, what was not -----===//

#include "compiler/Fusion/FusionReport.h"

#include "compiler/Fusion/EpilogueFusion.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/Format.h"

using namespace mlir;
using namespace anabranch;
using kernel::ElementwiseOp;
using kernel::ExtentAttr;
using kernel::KernelOpInterface;

namespace {
/// Prints the report of one program.
class ProgramReport {
public:
  ProgramReport(func::FuncOp program, int64_t batchSize,
                llvm::raw_ostream &stream)
      : program(program), batchSize(batchSize), stream(stream) {
    for (auto op : program.getOps<KernelOpInterface>()) {
      numbers[op] = kernels.size() + 1;
      kernels.push_back(op);
    }
  }

  void print() {
    stream << "program " << program.getSymName() << ": " << kernels.size()
           << " kernels, batch of " << batchSize << "\n"
           << "    #   MB before         MB     GFLOP  kernel: layers\n";
    double before = 0, after = 0;
    for (KernelOpInterface op : kernels) {
      double unfused = getMegabytes(fusion::getUnfusedBytes(op));
      double fused = getMegabytes(kernel::getTraffic(op));
      before += unfused;
      after += fused;
      double operations = static_cast<double>(op.getAnchorOperations()) *
                          static_cast<double>(batchSize) * 1e-9;
      stream << llvm::format("%5u %11.3f %10.3f %9.3f  ", numbers[op], unfused,
                             fused, operations)
             << op->getName().stripDialect() << ":" << getLayers(op) << "\n";
    }
    stream << llvm::format("  all %11.3f %10.3f\n", before, after);
    printPairs();
  }

private:
  double getMegabytes(ExtentAttr bytes) {
    return static_cast<double>(bytes.getFixed() +
                               bytes.getPerExample() * batchSize) *
           1e-6;
  }

  static std::string getLayers(KernelOpInterface op) {
    llvm::SmallSetVector<StringRef, 4> names;
    op.getLoc()->walk([&](Location part) {
      if (auto name = dyn_cast<NameLoc>(part))
        names.insert(name.getName().getValue());
      return WalkResult::advance();
    });
    std::string text;
    for (StringRef name : names)
      text += (" " + name).str();
    return text;
  }

  /// Pairs with the same reason share a line.
  void printPairs() {
    llvm::MapVector<StringRef, std::string> pairs;
    for (KernelOpInterface producer : kernels) {
      if (producer.getDomain().getRank() < 2)
        continue;
      for (Value result :
           producer->getResults().take_front(producer.getStoredCount())) {
        llvm::SmallSetVector<Operation *, 4> consumers(result.user_begin(),
                                                       result.user_end());
        for (Operation *user : consumers)
          if (auto consumer = dyn_cast<KernelOpInterface>(user))
            pairs[getReason(producer, consumer)] +=
                " " + std::to_string(numbers[producer]) + "-" +
                std::to_string(numbers[consumer]);
      }
    }
    for (const auto &[reason, list] : pairs)
      stream << "apart, because " << reason << ":" << list << "\n";
  }

  static StringRef getReason(KernelOpInterface producer,
                             KernelOpInterface consumer) {
    auto elementwise = dyn_cast<ElementwiseOp>(*consumer);
    if (elementwise) {
      StringRef reason = fusion::whyNotIntoEpilogue(producer, elementwise);
      return reason.empty() ? "the fusion that would join them is off or "
                              "another consumer needs the tensor stored"
                            : reason;
    }
    if (isa<ElementwiseOp>(*producer))
      return producer->getNumResults() > 1
                 ? "the tensor is stored beside other results"
                 : "the consumer, or another one, cannot compute the tensor "
                   "as it loads it, or would read more than it saves";
    return "each is an anchor of its own";
  }

  func::FuncOp program;
  int64_t batchSize;
  llvm::raw_ostream &stream;
  SmallVector<KernelOpInterface> kernels;
  DenseMap<Operation *, unsigned> numbers;
};
} // namespace

void fusion::printReport(ModuleOp module, int64_t batchSize,
                         llvm::raw_ostream &stream) {
  for (auto program : module.getOps<func::FuncOp>())
    ProgramReport(program, batchSize, stream).print();
}
