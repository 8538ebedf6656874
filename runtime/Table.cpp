//===- Table.cpp - Aligned columns of text --------------------------------===//

#include "runtime/Table.h"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace anabranch::runtime {

Table::Table(std::vector<std::string> heading, std::vector<bool> rightAligned)
    : rightAligned(std::move(rightAligned)) {
  rows.push_back(std::move(heading));
}

void Table::addRow(std::vector<std::string> cells) {
  rows.push_back(std::move(cells));
}

void Table::print() const {
  std::vector<size_t> widths(rows.front().size());
  for (const std::vector<std::string> &row : rows)
    for (size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], row[i].size());
  for (size_t r = 0; r < rows.size(); ++r) {
    std::string line;
    for (size_t i = 0; i < rows[r].size(); ++i) {
      std::string padding(widths[i] - rows[r][i].size(), ' ');
      line += (i ? "  " : "") +
              (rightAligned[i] ? padding + rows[r][i] : rows[r][i] + padding);
    }
    size_t full = line.size();
    line.erase(line.find_last_not_of(' ') + 1);
    std::puts(line.c_str());
    if (r == 0)
      std::puts(std::string(full, '-').c_str());
  }
}

} // namespace anabranch::runtime
