//===- DeviceImage.cpp - The code that a GPU can run ----------------------===//

#include "runtime/DeviceImage.h"

#include <string>

namespace anabranch::runtime {

const void *chooseImage(const AnabranchDevice &code, int capability) {
  std::string chip = code.chip;
  int compiledFor = std::stoi(chip.substr(std::string("sm_").size()));
  bool isPortable = chip.back() != 'a';
  if (isPortable ? capability < compiledFor : capability != compiledFor)
    return nullptr;
  bool isSameGeneration = capability / 10 == compiledFor / 10;
  return code.cubin && isSameGeneration ? code.cubin : code.ptx;
}

} // namespace anabranch::runtime
