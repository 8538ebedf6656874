//===- JitProgram.cpp - Runs a program in this process --------------------===//

#include "compiler/Target/JitProgram.h"

#include "compiler/Emulator/DeviceEmulator.h"
#include "compiler/Target/ElementBytes.h"
#include "compiler/Target/ObjectFile.h"
#include "dialects/NN/NN.h"
#include "runtime/Model.h"
#include "runtime/ParallelFor.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/ExecutionUtils.h"
#include "llvm/ExecutionEngine/Orc/ThreadSafeModule.h"

using namespace anabranch;
using namespace anabranch::target;

/// anabranch_launch for functions instead of names.
static void launchEmulated(emulator::DeviceFunction function, int64_t blocksX,
                           int64_t blocksY, int64_t threads,
                           int64_t sharedBytes, int64_t extent,
                           char *const *buffers, const char *) {
  emulator::launch(function, blocksX, blocksY, threads, sharedBytes, extent,
                   buffers);
}

/// anabranch_multiprocessors.
static int64_t countEmulated() { return emulator::multiprocessors; }

static std::unique_ptr<llvm::orc::LLJIT> compile(mlir::ModuleOp module,
                                                 llvm::TargetMachine &machine) {
  // Nothing in the code refers to the kernels but the launches, which are kept
  // outside of it.
  for (auto function : module.getOps<mlir::LLVM::LLVMFuncOp>())
    function.setLinkage(mlir::LLVM::Linkage::External);
  auto context = std::make_unique<llvm::LLVMContext>();
  std::unique_ptr<llvm::Module> code =
      translateToLLVMIR(module, "", *context, machine);
  if (!code)
    return nullptr;

  auto check = [&](llvm::Error error) {
    if (!error)
      return true;
    mlir::emitError(module.getLoc()) << llvm::toString(std::move(error));
    return false;
  };
  llvm::orc::JITTargetMachineBuilder target(machine.getTargetTriple());
  target.setCPU(machine.getTargetCPU().str());
  llvm::Expected<std::unique_ptr<llvm::orc::LLJIT>> jit =
      llvm::orc::LLJITBuilder()
          .setJITTargetMachineBuilder(std::move(target))
          .create();
  if (!jit) {
    check(jit.takeError());
    return nullptr;
  }
  llvm::orc::JITDylib &library = (*jit)->getMainJITDylib();
  auto process = llvm::orc::DynamicLibrarySearchGenerator::GetForCurrentProcess(
      machine.createDataLayout().getGlobalPrefix());
  if (!process) {
    check(process.takeError());
    return nullptr;
  }
  library.addGenerator(std::move(*process));
  llvm::orc::SymbolMap symbols;
  auto define = [&](llvm::StringRef name, auto *address) {
    symbols[(*jit)->mangleAndIntern(name)] = {
        llvm::orc::ExecutorAddr::fromPtr(address),
        llvm::JITSymbolFlags::Exported};
  };
  define("anabranch_parallel_for", &anabranch_parallel_for);
  define("anabranch_launch", &launchEmulated);
  define("anabranch_multiprocessors", &countEmulated);
  for (const emulator::Symbol &symbol : emulator::getSymbols())
    define(symbol.name, symbol.address);
  if (!check(library.define(llvm::orc::absoluteSymbols(symbols))) ||
      !check((*jit)->addIRModule(
          llvm::orc::ThreadSafeModule(std::move(code), std::move(context)))))
    return nullptr;
  return std::move(*jit);
}

std::unique_ptr<JitProgram> JitProgram::create(mlir::ModuleOp module,
                                               llvm::StringRef name,
                                               int64_t batchSize,
                                               llvm::TargetMachine &machine) {
  auto program = module.lookupSymbol<kernel::ProgramOp>(name);
  if (!program) {
    mlir::emitError(module.getLoc()) << "has no program '" << name << "'";
    return nullptr;
  }
  std::unique_ptr<JitProgram> result(new JitProgram());
  result->batchSize = batchSize;
  for (auto tensor : program.getInputs().getAsRange<kernel::PlacedTensorAttr>())
    result->inputs.push_back(tensor);
  for (auto tensor :
       program.getOutputs().getAsRange<kernel::PlacedTensorAttr>())
    result->outputs.push_back(tensor);
  result->stepValues =
      module->getAttrOfType<mlir::DenseI64ArrayAttr>("kernel.step_values")
          .asArrayRef()
          .vec();
  kernel::ProgramOp preparation;
  if (mlir::FlatSymbolRefAttr prepare = program.getPrepareAttr())
    preparation = module.lookupSymbol<kernel::ProgramOp>(prepare);
  int64_t bytes = program.getArena().getFixed() +
                  program.getArena().getPerExample() * batchSize;
  if (preparation)
    bytes = std::max(bytes, preparation.getArena().getFixed());
  result->storage.resize(bytes + ANABRANCH_ALIGNMENT);
  char *storage = result->storage.data();
  result->arena = storage + llvm::offsetToAlignedAddr(
                                storage, llvm::Align(ANABRANCH_ALIGNMENT));
  for (auto parameter : module.getOps<nn::ParameterOp>())
    result->setParameter(parameter);
  // Launches on a GPU need none.
  if (auto scratch =
          module->getAttrOfType<mlir::IntegerAttr>("kernel.scratch_bytes"))
    runtime::configureParallelFor(0, scratch.getInt());

  std::vector<std::string> kernels;
  Launches prepare;
  if (preparation)
    prepare = result->getLaunches(preparation, kernels);
  result->launches = result->getLaunches(program, kernels);
  // The programs move into tables here.
  result->jit = compile(module, machine);
  if (!result->jit)
    return nullptr;
  auto launches = llvm::concat<Launch>(prepare, result->launches);
  for (auto [kernel, launch] : llvm::zip_equal(kernels, launches)) {
    auto address = result->jit->lookup(kernel);
    if (!address) {
      mlir::emitError(module.getLoc()) << llvm::toString(address.takeError());
      return nullptr;
    }
    launch.kernel = address->toPtr<void (*)(int64_t, char *const *)>();
  }
  run(prepare);
  return result;
}

void JitProgram::setParameter(nn::ParameterOp parameter) {
  std::optional<mlir::ElementsAttr> value = parameter.getValue();
  auto offset = parameter->getAttrOfType<mlir::IntegerAttr>("kernel.offset");
  if (!value || !offset)
    return;
  std::vector<char> splat;
  llvm::ArrayRef<char> bytes = target::getBytes(*value, splat);
  std::copy(bytes.begin(), bytes.end(), arena + offset.getInt());
}

JitProgram::Launches
JitProgram::getLaunches(kernel::ProgramOp program,
                        std::vector<std::string> &kernels) {
  Launches launches;
  for (auto launch : program.getBody().getOps<kernel::LaunchOp>()) {
    Launch step{};
    step.extent = launch.getExtent().getFixed() +
                  launch.getExtent().getPerExample() * batchSize;
    for (auto place : launch.getBuffers().getAsRange<kernel::ExtentAttr>())
      step.buffers.push_back(getAddress(place));
    launches.push_back(std::move(step));
    kernels.push_back(launch.getCallee().str());
  }
  return launches;
}

llvm::MutableArrayRef<char>
JitProgram::getBytes(kernel::PlacedTensorAttr tensor) {
  mlir::RankedTensorType type = tensor.getType();
  int64_t size = type.getElementTypeBitWidth() / 8;
  for (int64_t dimension : type.getShape())
    size *= mlir::ShapedType::isDynamic(dimension) ? batchSize : dimension;
  return {getAddress(tensor.getPlace()), static_cast<size_t>(size)};
}

void JitProgram::setStepValues(double learningRate, double iteration,
                               bool isDouble) {
  auto set = [&](nn::StepValueKind kind, double value) {
    char *place = arena + stepValues[static_cast<unsigned>(kind)];
    if (isDouble)
      *reinterpret_cast<double *>(place) = value;
    else
      *reinterpret_cast<float *>(place) = static_cast<float>(value);
  };
  set(nn::StepValueKind::BatchSize, static_cast<double>(batchSize));
  set(nn::StepValueKind::LearningRate, learningRate);
  set(nn::StepValueKind::Iteration, iteration);
  set(nn::StepValueKind::Seed, 1);
}

void JitProgram::run() { run(launches); }

void JitProgram::run(Launches &launches) {
  for (Launch &launch : launches)
    launch.kernel(launch.extent, launch.buffers.data());
}
