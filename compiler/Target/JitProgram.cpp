//===- JitProgram.cpp - Runs a program in this process --------------------===//

#include "compiler/Target/JitProgram.h"

#include "compiler/Emulator/DeviceEmulator.h"
#include "compiler/Target/ElementBytes.h"
#include "compiler/Target/ObjectFile.h"
#include "dialects/NN/NN.h"
#include "runtime/Model.h"
#include "runtime/ParallelFor.h"

#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/ExecutionUtils.h"
#include "llvm/ExecutionEngine/Orc/ThreadSafeModule.h"

#include <cmath>

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

/// What LLVM calls where the CPU has no instruction for it, and libgcc has only
/// since GCC 13. LLVM expects the bf16 in the low half of the register that an
/// f32 is returned in.
static float roundToBF16(float value) {
  auto bits = llvm::bit_cast<uint32_t>(value);
  // Half of what is lost, rounded to even. Infinity is rounded to itself, and a
  // number that is none stays so.
  uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
  if (std::isnan(value))
    rounded = bits >> 16 | 0x40;
  return llvm::bit_cast<float>(rounded);
}

static std::unique_ptr<llvm::orc::LLJIT> compile(mlir::ModuleOp module,
                                                 llvm::TargetMachine &machine) {
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
  define("__truncsfbf2", &roundToBF16);
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
  kernel::ProgramOp preparation;
  if (mlir::FlatSymbolRefAttr prepare = program.getPrepareAttr())
    preparation = module.lookupSymbol<kernel::ProgramOp>(prepare);
  result->makeArena(program, preparation);
  for (auto parameter : module.getOps<nn::ParameterOp>())
    result->addParameter(parameter);
  result->addStepValues(module);
  // Launches on a GPU need none.
  if (auto scratch =
          module->getAttrOfType<mlir::IntegerAttr>("kernel.scratch_bytes"))
    runtime::configureParallelFor(0, scratch.getInt(),
                                  module->hasAttr("kernel.matrix_unit"));

  Steps prepare;
  if (preparation)
    prepare = result->getSteps(preparation);
  result->main = result->getSteps(program);
  // The programs move into tables here.
  result->jit = compile(module, machine);
  if (!result->jit || failed(result->findKernels(prepare)) ||
      failed(result->findKernels(result->main)))
    return nullptr;
  prepare.gaps.fill();
  if (failed(run(prepare)))
    return nullptr;
  result->main.gaps.fill();
  return result;
}

void JitProgram::makeArena(kernel::ProgramOp program,
                           kernel::ProgramOp preparation) {
  int64_t bytes = getNumber(program.getArena());
  if (preparation)
    bytes = std::max(bytes, preparation.getArena().getFixed());
  storage.resize(bytes + ANABRANCH_ALIGNMENT);
  uint64_t begin = llvm::offsetToAlignedAddr(storage.data(),
                                             llvm::Align(ANABRANCH_ALIGNMENT));
  arena = llvm::MutableArrayRef<char>(storage).slice(begin, bytes);
  ArenaGaps(arena, {}).fill();
}

void JitProgram::addParameter(nn::ParameterOp parameter) {
  auto offset = parameter->getAttrOfType<mlir::IntegerAttr>("kernel.offset");
  if (!offset)
    return;
  int64_t begin = offset.getInt();
  int64_t size = kernel::getBytes(parameter.getType()).getFixed();
  shared.push_back({begin, begin + size});
  llvm::MutableArrayRef<char> memory = arena.slice(begin, size);
  std::vector<char> splat;
  if (std::optional<mlir::ElementsAttr> value = parameter.getValue())
    llvm::copy(target::getBytes(*value, splat), memory.begin());
  else
    llvm::fill(memory, 0);
}

void JitProgram::addStepValues(mlir::ModuleOp module) {
  stepValues =
      module->getAttrOfType<mlir::DenseI64ArrayAttr>("kernel.step_values")
          .asArrayRef()
          .vec();
  for (int64_t place : stepValues)
    shared.push_back({place, place + int64_t(sizeof(double))});
}

JitProgram::Steps JitProgram::getSteps(kernel::ProgramOp program) {
  Steps steps;
  std::vector<ArenaRange> buffers = shared;
  for (mlir::ArrayAttr tensors : {program.getInputs(), program.getOutputs()})
    for (auto tensor : tensors.getAsRange<kernel::PlacedTensorAttr>())
      buffers.push_back(
          getRange(tensor.getPlace(), kernel::getBytes(tensor.getType())));
  for (auto launch : program.getBody().getOps<kernel::LaunchOp>()) {
    Launch step{launch.getLoc(),
                launch.getCallee().str(),
                nullptr,
                getNumber(launch.getExtent()),
                {},
                {}};
    for (auto [place, size] :
         llvm::zip_equal(launch.getBuffers().getAsRange<kernel::ExtentAttr>(),
                         launch.getSizes().getAsRange<kernel::ExtentAttr>())) {
      step.buffers.push_back(getRange(place, size));
      step.addresses.push_back(arena.data() + getNumber(place));
    }
    llvm::append_range(buffers, step.buffers);
    steps.launches.push_back(std::move(step));
  }
  steps.gaps = ArenaGaps(arena, std::move(buffers));
  return steps;
}

mlir::LogicalResult JitProgram::findKernels(Steps &steps) {
  for (Launch &launch : steps.launches) {
    auto address = jit->lookup(launch.name);
    if (!address)
      return mlir::emitError(launch.location)
             << llvm::toString(address.takeError());
    launch.kernel = address->toPtr<void (*)(int64_t, char *const *)>();
  }
  return mlir::success();
}

llvm::MutableArrayRef<char>
JitProgram::getBytes(kernel::PlacedTensorAttr tensor) {
  return arena.slice(getNumber(tensor.getPlace()),
                     getNumber(kernel::getBytes(tensor.getType())));
}

void JitProgram::setStepValues(double learningRate, double iteration,
                               bool isDouble) {
  auto set = [&](nn::StepValueKind kind, double value) {
    char *place = arena.data() + stepValues[static_cast<unsigned>(kind)];
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

mlir::LogicalResult JitProgram::run(Steps &steps) {
  for (Launch &launch : steps.launches) {
    launch.kernel(launch.extent, launch.addresses.data());
    std::optional<int64_t> change = steps.gaps.findChange();
    if (!change)
      continue;
    mlir::InFlightDiagnostic error = mlir::emitError(launch.location)
                                     << "the kernel '" << launch.name
                                     << "' writes beyond its buffers: byte "
                                     << *change << " of the arena has changed";
    for (auto [index, buffer] : llvm::enumerate(launch.buffers))
      error.attachNote() << "buffer " << index << " has the bytes from "
                         << buffer.begin << " to " << buffer.end - 1;
    return error;
  }
  return mlir::success();
}
