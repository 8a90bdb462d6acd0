# SPDX-License-Identifier: MIT
# make demo   the main job on the sample district · make test   every check and every test

.NOTPARALLEL:
.PHONY: demo test setup setup-test lint types layers unit docs manual server server-stop clean help
.DEFAULT_GOAL := help

help: ## 列出这些命令
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile

demo: setup ## 用虚构的示例城区走一遍主要工作,结果在 demo/ 里
	@.venv/bin/gridmgr demo demo/

test: setup-test lint types layers unit ## 运行全部检查和测试
	@echo 全部检查通过

setup: ## 准备运行所需的软件包和 .venv/
	@packaging/setup.sh run

setup-test: ## 再加上测试所需的软件包
	@packaging/setup.sh test

lint: ## 检查格式和写法
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .

types: ## 检查类型
	.venv/bin/mypy

layers: ## 检查模块之间的引用方向
	.venv/bin/lint-imports

unit: ## 只运行测试,例如 make unit TESTS=tests/model
	@packaging/run_tests.sh $(TESTS)

docs: setup ## 由字段声明生成数据字典
	.venv/bin/python -m gridmgr.report.dictionary > docs/data-dictionary.md

manual: setup ## 重新生成使用手册的图片和快捷键一章
	.venv/bin/python -m docs.manual_pictures

server: ## 启动测试用的数据库并显示地址
	@packaging/postgres.sh start

server-stop: ## 停止测试用的数据库
	@packaging/postgres.sh stop

clean: ## 删除 .venv/、缓存和 demo/
	@if ls /usr/lib/postgresql >/dev/null 2>&1; then packaging/postgres.sh stop; fi
	rm -rf .venv demo build dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
