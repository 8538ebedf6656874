//===- DeviceCode.cpp - The code that a GPU runs --------------------------===//

#include "runtime/CUDA/DeviceCode.h"
#include "runtime/Error.h"

#include <string>

namespace anabranch::runtime {

const char *driverPath(const AnabranchDevice &code) {
  bool isEmulated = std::string(code.chip).rfind("emulator", 0) == 0;
  return isEmulated ? nullptr : "libcuda.so.1";
}

const void *chooseImage(const AnabranchDevice &code, int capability) {
  std::string chip = code.chip;
  int compiledFor = std::stoi(chip.substr(std::string("sm_").size()));
  bool isPortable = chip.back() != 'a';
  if (isPortable ? capability < compiledFor : capability != compiledFor)
    return nullptr;
  bool isSameGeneration = capability / 10 == compiledFor / 10;
  return code.cubin && isSameGeneration ? code.cubin : code.ptx;
}

/// The image for this GPU; for code that is part of the program, the name of
/// the chip that is emulated.
static const void *findImage(const CudaDriver &driver,
                             const AnabranchDevice &code, int device) {
  if (!driverPath(code))
    return code.chip;
  char name[256] = "";
  driver.check(driver.getDeviceName(name, sizeof name, device),
               "ask the GPU for its name");
  int capability = driver.ask(cudaMajorCapability, device) * 10 +
                   driver.ask(cudaMinorCapability, device);
  if (const void *image = chooseImage(code, capability))
    return image;
  std::string advice = "compile with --chip=sm_80";
  if (capability == 90)
    advice = "compile with --chip=sm_90a";
  if (capability < 80)
    advice = "compile for the CPU, or use a GPU since the A100";
  throw Error("GPU",
              std::string("the code is for ") + code.chip + ", and the " +
                  name + " is sm_" + std::to_string(capability),
              advice);
}

DeviceCode::DeviceCode(const CudaDriver &driver, const AnabranchDevice &code,
                       int device)
    : driver(driver) {
  driver.check(driver.loadModule(&module, findImage(driver, code, device)),
               "load the GPU's code");
}

DeviceCode::~DeviceCode() { driver.unloadModule(module); }

CudaFunction DeviceCode::findFunction(const char *name, int64_t sharedBytes) {
  auto [found, isNew] = functions.try_emplace(name, nullptr);
  if (!isNew)
    return found->second;
  driver.check(driver.getFunction(&found->second, module, name),
               "find a kernel in the GPU's code");
  // More than this has to be asked for.
  constexpr int64_t granted = 48 * 1024;
  if (sharedBytes > granted)
    driver.check(driver.setFunctionAttribute(found->second,
                                             cudaMaxDynamicSharedBytes,
                                             int(sharedBytes)),
                 "get a block's memory");
  return found->second;
}

} // namespace anabranch::runtime
